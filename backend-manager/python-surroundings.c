/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/python-surroundings.h"

/**
 * perch_python_surroundings_new:
 *
 * Returns: (transfer full): copies of all
 */
PerchPythonSurroundings *
perch_python_surroundings_new (const char *const *variables,
                               const char *home,
                               const char *folder,
                               const char *own_dir)
{
  PerchPythonSurroundings *self = NULL;

  g_return_val_if_fail (variables != NULL, NULL);
  g_return_val_if_fail (home != NULL && folder != NULL && own_dir != NULL, NULL);

  self = g_new0 (PerchPythonSurroundings, 1);
  self->variables = g_strdupv ((GStrv) variables);
  self->home = g_strdup (home);
  self->folder = g_strdup (folder);
  self->own_dir = g_strdup (own_dir);
  return self;
}

/**
 * perch_python_surroundings_new_for_user:
 *
 * Returns: (transfer full): those of the person whose process this is, in the folder it is in
 */
PerchPythonSurroundings *
perch_python_surroundings_new_for_user (void)
{
  g_auto (GStrv) variables = g_get_environ ();
  g_autofree char *folder = g_get_current_dir ();
  g_autofree char *own_dir = g_build_filename (g_get_user_data_dir (), "perch", "venvs", NULL);

  return perch_python_surroundings_new ((const char *const *) variables, g_get_home_dir (), folder,
                                        own_dir);
}

/**
 * perch_python_surroundings_copy:
 *
 * Returns: (transfer full): a copy
 */
PerchPythonSurroundings *
perch_python_surroundings_copy (const PerchPythonSurroundings *surroundings)
{
  g_return_val_if_fail (surroundings != NULL, NULL);

  return perch_python_surroundings_new ((const char *const *) surroundings->variables,
                                        surroundings->home, surroundings->folder,
                                        surroundings->own_dir);
}

/**
 * perch_python_surroundings_free:
 * @self: (transfer full): what it is
 */
void
perch_python_surroundings_free (PerchPythonSurroundings *self)
{
  g_return_if_fail (self != NULL);

  g_strfreev (self->variables);
  g_free (self->home);
  g_free (self->folder);
  g_free (self->own_dir);
  g_free (self);
}
