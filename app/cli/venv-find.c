/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/cli/venv-commands.h"
#include "backend-manager/profile.h"
#include "backend-manager/python-surroundings.h"
#include "backend-manager/text.h"

/**
 * perch_venv_path_of_new:
 * @typed: a name, or else a path
 *
 * Returns: (transfer full): path of the environment that is to be made: among those of Perch, when
 *   @typed is a plain name
 */
char *
perch_venv_path_of_new (const char *typed)
{
  g_autoptr (PerchPythonSurroundings) surroundings = perch_python_surroundings_new_for_user ();

  g_return_val_if_fail (typed != NULL, NULL);

  if (perch_profile_name_is_valid (typed))
    return g_build_filename (surroundings->own_dir, typed, NULL);
  return g_canonicalize_filename (typed, NULL);
}

/**
 * perch_venv_find:
 * @typed: a name, or else a path
 * @error: %PERCH_EXIT_FAILED
 *
 * Looks for an environment among those of Perch, and then as a path.
 *
 * Returns: (transfer full) (nullable): what is there, broken or not
 */
PerchPythonEnvironment *
perch_venv_find (const char *typed, GError **error)
{
  g_autofree char *own = NULL;
  g_autofree char *path = NULL;
  g_autofree char *shown = NULL;
  PerchPythonEnvironment *environment = NULL;

  g_return_val_if_fail (typed != NULL, NULL);

  own = perch_venv_path_of_new (typed);
  environment = perch_python_environment_load (own);
  if (environment != NULL)
    return environment;
  path = g_canonicalize_filename (typed, NULL);
  environment = perch_python_environment_load (path);
  if (environment != NULL)
    return environment;

  shown = perch_text_escape (path);
  if (g_file_test (path, G_FILE_TEST_EXISTS))
    g_set_error (error, PERCH_CLI_ERROR, PERCH_EXIT_FAILED,
                 "%s is not an environment of Python: it has neither pyvenv.cfg nor conda-meta",
                 shown);
  else
    g_set_error (error, PERCH_CLI_ERROR, PERCH_EXIT_FAILED,
                 "there is no environment %s; \"perch venv list\" shows those there are", shown);
  return NULL;
}
