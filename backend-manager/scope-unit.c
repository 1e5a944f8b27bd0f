/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/scope-unit.h"

#include <string.h>

/* A unit's name is at most 255 bytes long; this leaves room for all that stands around it. */
#define ESCAPED_MAX 200

/* systemd.unit(5), "String escaping for inclusion in unit names". The hyphen stays as it is: it has
 * a meaning in the names of slices and of paths only. */
static void
append_escaped (GString *name, const char *text)
{
  gsize limit = name->len + ESCAPED_MAX;

  for (const char *c = text; *c != '\0' && name->len < limit; c++)
    if (g_ascii_isalnum (*c) || strchr (":_.-", *c) != NULL)
      g_string_append_c (name, *c);
    else
      g_string_append_printf (name, "\\x%02x", (guchar) *c);
}

/**
 * perch_scope_unit_build_name:
 * @backend_name: any text
 * @pid: the backend's main process, which makes the name one of its own
 *
 * Returns: (transfer full): a valid name for the scope of a backend
 */
char *
perch_scope_unit_build_name (const char *backend_name, GPid pid)
{
  GString *name = g_string_new ("perch-backend-");

  g_return_val_if_fail (backend_name != NULL, g_string_free (name, FALSE));

  append_escaped (name, backend_name);
  g_string_append_printf (name, "-%d.scope", pid);
  return g_string_free (name, FALSE);
}

static gboolean
is_user_manager (const char *element)
{
  return g_str_has_prefix (element, "user@") && g_str_has_suffix (element, ".service");
}

/**
 * perch_scope_unit_find_own:
 * @cgroups: contents of /proc/self/cgroup
 *
 * Finds the unit that holds this process, if a user manager has made it: what lies above
 * `user@UID.service` belongs to the system's manager, and a user's unit can't be bound to that.
 *
 * Returns: (transfer full) (nullable): name of a scope or service; %NULL: there is none, or this
 * system has no version 2 of cgroups
 */
char *
perch_scope_unit_find_own (const char *cgroups)
{
  g_auto (GStrv) lines = NULL;
  g_auto (GStrv) elements = NULL;
  gboolean managed = FALSE;

  g_return_val_if_fail (cgroups != NULL, NULL);

  lines = g_strsplit (cgroups, "\n", -1);
  for (guint i = 0; lines[i] != NULL && elements == NULL; i++)
    if (g_str_has_prefix (lines[i], "0::/"))
      elements = g_strsplit (lines[i] + strlen ("0::/"), "/", -1);

  for (guint i = 0; elements != NULL && elements[i] != NULL; i++)
    {
      /* systemd puts an underscore before a name that the kernel could mistake for its own. */
      const char *element = elements[i] + (elements[i][0] == '_' ? 1 : 0);

      if (!managed)
        managed = is_user_manager (element);
      else if (g_str_has_suffix (element, ".scope") || g_str_has_suffix (element, ".service"))
        return g_strdup (element);
      else if (!g_str_has_suffix (element, ".slice"))
        return NULL;
    }
  return NULL;
}
