/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/server/instance.h"

#include <string.h>

/* Which Perch this is of those that one person may run: each has folders, a lock and a control
 * socket of its own. It is in the environment, so that backends, and the commands that they run,
 * reach the Perch that they belong to. */

#define MAX_CHARS 64

/**
 * perch_instance_is_name:
 * @name: what somebody wants an instance to be called
 *
 * Returns: whether it can be: up to 64 letters, digits, dots, dashes and underscores, a letter or
 *   digit first, since it becomes the name of folders
 */
gboolean
perch_instance_is_name (const char *name)
{
  gsize length = 0;

  g_return_val_if_fail (name != NULL, FALSE);

  length = strlen (name);
  if (length == 0 || length > MAX_CHARS || !g_ascii_isalnum (name[0]))
    return FALSE;
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isalnum (name[i]) && strchr (".-_", name[i]) == NULL)
      return FALSE;
  return TRUE;
}

/**
 * perch_instance_get_name:
 *
 * Returns: (transfer none): what `$PERCH_INSTANCE` says if it can be a name, or else "perch"
 */
const char *
perch_instance_get_name (void)
{
  const char *name = g_getenv (PERCH_INSTANCE_VARIABLE);

  return name != NULL && perch_instance_is_name (name) ? name : PERCH_INSTANCE_USUAL;
}
