/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/profile.h"

#include <string.h>

#define MAX_NAME 64

/**
 * perch_profile_name_is_valid:
 *
 * Names are used in file names, URLs and commands, so they keep to characters that need no quoting
 * in any of them.
 *
 * Returns: whether @name has 1 to 64 ASCII letters, digits, `.`, `_` and `-`, and no leading dot
 */
gboolean
perch_profile_name_is_valid (const char *name)
{
  gsize length = 0;

  g_return_val_if_fail (name != NULL, FALSE);

  length = strlen (name);
  if (length == 0 || length > MAX_NAME || name[0] == '.')
    return FALSE;
  for (const char *p = name; *p != '\0'; p++)
    if (!g_ascii_isalnum (*p) && strchr ("._-", *p) == NULL)
      return FALSE;
  return TRUE;
}

/**
 * perch_profile_new:
 * @name: a valid name
 * @executable: (nullable): absolute path; %NULL means the search of perch_executable_find()
 * @args: (nullable) (array zero-terminated=1): arguments of the executable
 *
 * Makes the profile of a backend that has no profile file.
 *
 * Returns: (transfer full): a profile with the defaults in all other fields
 */
PerchProfile *
perch_profile_new (const char *name, const char *executable, const char *const *args)
{
  PerchProfile *self = NULL;

  g_return_val_if_fail (name != NULL && perch_profile_name_is_valid (name), NULL);

  self = g_new0 (PerchProfile, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->name = g_strdup (name);
  self->label = g_strdup (name);
  self->kind = PERCH_BACKEND_KIND_STDIO;
  self->executable = g_strdup (executable);
  self->args = args == NULL ? g_new0 (char *, 1) : g_strdupv ((GStrv) args);
  self->env = g_new0 (char *, 1);
  self->secret = TRUE;
  self->after = g_new0 (char *, 1);
  self->restart = PERCH_RESTART_ON_FAILURE;
  self->stop_timeout_ms = 5000;
  self->ready_on = PERCH_READY_ON_SPAWN;
  self->ready_path = g_strdup ("/health");
  self->ready_timeout_ms = 30000;
  self->health_path = g_strdup ("/health");
  self->health_interval_ms = 10000;
  self->health_failures = 3;
  return self;
}

/**
 * perch_profile_ref:
 *
 * Returns: (transfer full): @self. May be called from any thread.
 */
PerchProfile *
perch_profile_ref (PerchProfile *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

/**
 * perch_profile_unref:
 * @self: (transfer full): a profile. May be called from any thread.
 */
void
perch_profile_unref (PerchProfile *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_free (self->name);
  g_free (self->label);
  g_free (self->file);
  g_free (self->executable);
  g_strfreev (self->args);
  g_free (self->cwd);
  g_strfreev (self->env);
  g_free (self->venv);
  g_free (self->socket);
  g_strfreev (self->after);
  g_free (self->ready_path);
  g_free (self->ready_pattern);
  g_free (self->health_path);
  g_free (self);
}
