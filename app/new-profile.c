/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/new-profile.h"

#include <string.h>

/* What is in the first profile of a backend, beside its program. */

#define MAX_LABEL_CHARS 128

/**
 * perch_new_profile_build:
 * @label: what people see
 * @autostart: whether it starts with Perch
 *
 * Returns: (transfer full): members of a profile
 */
JsonObject *
perch_new_profile_build (const char *label, gboolean autostart)
{
  JsonObject *profile = json_object_new ();

  json_object_set_string_member (profile, "label", label);
  json_object_set_boolean_member (profile, "autostart", autostart);
  return profile;
}

/**
 * perch_new_profile_name_label:
 * @path: (type filename): a program or a script
 *
 * Returns: (transfer full): what people may call it: its name, without an ending that says nothing
 */
char *
perch_new_profile_name_label (const char *path)
{
  g_autofree char *name = NULL;
  g_autofree char *valid = NULL;

  g_return_val_if_fail (path != NULL, NULL);

  name = g_path_get_basename (path);
  if (g_str_has_suffix (name, ".py") && strlen (name) > strlen (".py"))
    name[strlen (name) - strlen (".py")] = '\0';
  valid = g_utf8_make_valid (name, -1);
  for (char *p = valid; *p != '\0'; p++)
    if (g_ascii_iscntrl (*p))
      *p = ' ';
  return g_utf8_substring (valid, 0, MIN (g_utf8_strlen (valid, -1), MAX_LABEL_CHARS));
}
