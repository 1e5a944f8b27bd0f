/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/executable.h"

#include "backend-manager/executable-check.h"
#include "backend-manager/python-interpreter.h"

/* PyInstaller's --onedir makes a folder with the program of the same name in it.
 *
 * Returns: (transfer full) (nullable): that program, when @path is such a folder */
static char *
look_into_folder (const char *path)
{
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *program = g_build_filename (path, name, NULL);

  if (!g_file_test (path, G_FILE_TEST_IS_DIR) || !g_file_test (program, G_FILE_TEST_IS_REGULAR) ||
      !g_file_test (program, G_FILE_TEST_IS_EXECUTABLE))
    return NULL;
  return g_steal_pointer (&program);
}

/* What a person named is the answer even when it is not there: it is shown as not found, and
 * another program is not run in its stead. */
static char *
take_named (const char *path)
{
  g_autofree char *absolute = g_canonicalize_filename (path, NULL);
  char *program = look_into_folder (absolute);

  return program != NULL ? program : g_steal_pointer (&absolute);
}

static char *
look_at (const char *folder, const char *a, const char *b)
{
  g_autofree char *path = g_build_filename (folder, a, b, "backend", NULL);

  if (g_file_test (path, G_FILE_TEST_IS_REGULAR))
    return g_steal_pointer (&path);
  return look_into_folder (path);
}

/**
 * perch_executable_find:
 *
 * Looks for the backend that runs when no profile names one; the first hit wins: @places' override,
 * `$PERCH_BACKEND` (unless empty), what is packaged, `INSTALLED_DIR/resources/python/backend`,
 * `./python/dist/backend`, the example. The first three are hits even when there is no such file.
 * Of a folder such as PyInstaller's `--onedir` makes, the program of the same name in it is taken.
 * Blocks while files are looked at; any thread.
 *
 * Returns: (transfer full) (nullable): absolute path; %NULL when there is not even an example
 */
char *
perch_executable_find (const PerchExecutablePlaces *places)
{
  g_autofree char *here = NULL;
  const char *named = NULL;
  char *found = NULL;

  g_return_val_if_fail (places != NULL, NULL);

  if (places->override != NULL)
    return take_named (places->override);
  named = g_getenv ("PERCH_BACKEND");
  if (named != NULL && *named != '\0')
    return take_named (named);
  if (places->packaged != NULL)
    return take_named (places->packaged);

  if (places->installed_dir != NULL)
    found = look_at (places->installed_dir, "resources", "python");
  if (found != NULL)
    return found;
  here = g_get_current_dir ();
  found = look_at (here, "python", "dist");
  if (found != NULL)
    return found;
  return places->example == NULL ? NULL : take_named (places->example);
}

/* @python: (out): the interpreter of a script; %NULL for a program, which needs none */
static gboolean
look_at_program (const char *path, const char *venv, char **python, GError **error)
{
  *python = NULL;
  if (!g_str_has_suffix (path, ".py"))
    return perch_executable_check (path, error);
  if (!perch_executable_check_script (path, error))
    return FALSE;
  *python = perch_python_interpreter_find (path, venv, error);
  return *python != NULL;
}

/**
 * perch_executable_can_run:
 * @path: (type filename): absolute path of a program, or of a Python script
 * @venv: (type filename) (nullable): the virtual environment for it
 *
 * Returns: whether perch_executable_build_argv() would do with @path, which has the errors, and
 *   @venv is one, even if @path has no use for it
 */
gboolean
perch_executable_can_run (const char *path, const char *venv, GError **error)
{
  g_autofree char *python = NULL;

  g_return_val_if_fail (path != NULL && g_path_is_absolute (path), FALSE);

  if (!look_at_program (path, venv, &python, error))
    return FALSE;
  if (venv != NULL && python == NULL)
    python = perch_python_interpreter_find (path, venv, error);
  return venv == NULL || python != NULL;
}

/**
 * perch_executable_build_argv:
 * @profile: whose arguments and virtual environment count
 * @path: (type filename): absolute path of a program, or of a Python script, `*.py`
 *
 * Makes the argument vector for execv(), its first element being the file to execute. A Python
 * script is given to an interpreter (see perch_python_interpreter_find()) and need not be
 * executable itself. Every reason why it could not be executed that can be seen beforehand is an
 * error here: %PERCH_BACKEND_ERROR_NOT_FOUND or %PERCH_BACKEND_ERROR_NOT_EXECUTABLE. Bytes of paths
 * and arguments are kept as they are, whatever their encoding. Blocks while files are looked at;
 * any thread.
 *
 * Returns: (transfer full) (nullable): the arguments
 */
GStrv
perch_executable_build_argv (const PerchProfile *profile, const char *path, GError **error)
{
  g_autoptr (GStrvBuilder) argv = NULL;
  g_autofree char *python = NULL;

  g_return_val_if_fail (profile != NULL, NULL);
  g_return_val_if_fail (path != NULL && g_path_is_absolute (path), NULL);

  argv = g_strv_builder_new ();
  if (!look_at_program (path, profile->venv, &python, error))
    return NULL;
  if (python != NULL)
    g_strv_builder_add (argv, python);
  g_strv_builder_add (argv, path);
  g_strv_builder_addv (argv, (const char **) profile->args);
  return g_strv_builder_end (argv);
}
