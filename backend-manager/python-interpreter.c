/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/python-interpreter.h"

#include "backend-manager/error.h"
#include "backend-manager/executable-check.h"
#include "backend-manager/text.h"

/* Looked for beside the script and in this many folders above it, less one. */
#define MAX_LEVELS 3

/* Returns: (transfer full) (nullable): the interpreter of the environment @venv, when it is one
 * that can be used. Another user's would bring that user's packages along. */
static char *
look_into (const char *venv)
{
  g_autofree char *config = g_build_filename (venv, "pyvenv.cfg", NULL);
  g_autofree char *python = g_build_filename (venv, "bin", "python", NULL);

  if (!perch_executable_is_trusted (config) || !perch_executable_is_trusted (venv) ||
      !perch_executable_check (python, NULL))
    return NULL;
  return g_steal_pointer (&python);
}

static char *
look_beside (const char *folder)
{
  static const char *const names[] = { ".venv", "venv" };
  char *python = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (names) && python == NULL; i++)
    {
      g_autofree char *venv = g_build_filename (folder, names[i], NULL);
      python = look_into (venv);
    }
  return python;
}

static char *
look_around (const char *script)
{
  g_autofree char *folder = g_path_get_dirname (script);
  char *python = NULL;

  for (guint level = 0; python == NULL; level++)
    {
      g_autofree char *above = g_path_get_dirname (folder);

      python = look_into (folder);
      if (python == NULL && level < MAX_LEVELS)
        python = look_beside (folder);
      if (g_str_equal (above, folder))
        break;
      g_free (folder);
      folder = g_steal_pointer (&above);
    }
  return python;
}

static char *
look_in_profile (const char *venv, GError **error)
{
  g_autofree char *python = g_build_filename (venv, "bin", "python", NULL);

  if (perch_executable_check (python, error))
    return g_steal_pointer (&python);
  g_prefix_error (error, "the virtual environment has no interpreter that can be used: ");
  return NULL;
}

/**
 * perch_python_interpreter_find:
 * @script: (type filename): absolute path of a Python script
 * @venv: (type filename) (nullable): virtual environment that the profile names
 *
 * Looks for the Python that should run @script: that of @venv; else that of the virtual environment
 * that @script lies in, or that lies beside it or a folder or two above as `.venv` or `venv`; else
 * `python3` from `PATH`. With @venv the others are no substitute: the script's packages are there.
 * Blocks while files are looked at; any thread.
 *
 * Returns: (transfer full) (nullable): absolute path of the interpreter
 */
char *
perch_python_interpreter_find (const char *script, const char *venv, GError **error)
{
  g_autofree char *python = NULL;
  g_autofree char *shown = NULL;

  g_return_val_if_fail (script != NULL, NULL);

  if (venv != NULL)
    return look_in_profile (venv, error);
  python = look_around (script);
  if (python != NULL)
    return g_steal_pointer (&python);
  python = g_find_program_in_path ("python3");
  if (python != NULL)
    return g_canonicalize_filename (python, NULL);

  shown = perch_text_escape (script);
  g_set_error (error, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_NOT_FOUND,
               "%s: there is no python3 in PATH to run it, and no virtual environment beside it",
               shown);
  return NULL;
}
