/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/python-programs.h"

#include <stdlib.h>
#include <string.h>

#include "backend-manager/executable-check.h"
#include "backend-manager/machine.h"
#include "backend-manager/python-runtimes.h"

/* What can be known of interpreters without running them. */

#define VERSION_MACRO "#define PY_VERSION"

/* "python", "python3", "python3.11", "python3.13t", and the same of PyPy */
static gboolean
is_name_of_python (const char *name)
{
  const char *rest = NULL;

  if (g_str_has_prefix (name, "python"))
    rest = name + strlen ("python");
  else if (g_str_has_prefix (name, "pypy"))
    rest = name + strlen ("pypy");
  if (rest == NULL)
    return FALSE;
  rest += strspn (rest, "0123456789.");
  return g_str_equal (rest, "") || g_str_equal (rest, "t");
}

/* Returns: (transfer full): what lies @levels folders above @path */
static char *
go_up (const char *path, guint levels)
{
  char *folder = g_strdup (path);

  for (; levels > 0; levels--)
    {
      char *above = g_path_get_dirname (folder);

      g_free (folder);
      folder = above;
    }
  return folder;
}

/* Its own header file has the whole version: pyenv, conda and uv install that too. */
static char *
read_version (const char *path)
{
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *prefix = go_up (path, 2);
  g_autofree char *header = g_build_filename (prefix, "include", name, "patchlevel.h", NULL);
  g_autofree char *text = NULL;
  const char *found = NULL;
  g_auto (GStrv) parts = NULL;

  if (!g_file_test (header, G_FILE_TEST_IS_REGULAR) ||
      !g_file_get_contents (header, &text, NULL, NULL))
    return NULL;
  found = strstr (text, VERSION_MACRO);
  parts = found != NULL ? g_strsplit (found, "\"", 3) : NULL;
  return parts != NULL && g_strv_length (parts) == 3 && g_ascii_isdigit (parts[1][0])
             ? g_strndup (parts[1], strspn (parts[1], "0123456789."))
             : NULL;
}

static gboolean
is_known (GPtrArray *found, const char *path)
{
  for (guint i = 0; i < found->len; i++)
    if (g_str_equal (((PerchPythonRuntime *) found->pdata[i])->path, path))
      return TRUE;
  return FALSE;
}

/* The copy of an interpreter in a virtual environment is no Python that one could install. */
static gboolean
is_in_venv (const char *path)
{
  g_autofree char *folder = go_up (path, 2);
  g_autofree char *config = g_build_filename (folder, "pyvenv.cfg", NULL);

  return g_file_test (config, G_FILE_TEST_EXISTS);
}

static PerchPythonRuntime *
look_at (PerchPythonOrigin origin, const char *path)
{
  PerchPythonRuntime *runtime = g_new0 (PerchPythonRuntime, 1);
  g_autoptr (GError) error = NULL;

  runtime->origin = origin;
  runtime->path = g_strdup (path);
  runtime->machine = perch_machine_of_program (path);
  if (!perch_executable_check (path, &error))
    runtime->problem = g_strdup (error->message);
  else if (!perch_machine_is_ours (runtime->machine))
    runtime->problem =
        g_strdup_printf ("it is made for %s, which this machine is not", runtime->machine);
  else
    runtime->version = read_version (path);
  return runtime;
}

static void
look_into (GPtrArray *found, const PerchPythonFolder *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder->path, 0, NULL);
  const char *name = NULL;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *link = NULL;
      char *real = NULL;

      if (!is_name_of_python (name))
        continue;
      link = g_build_filename (folder->path, name, NULL);
      real = realpath (link, NULL);
      if (real != NULL && g_file_test (real, G_FILE_TEST_IS_REGULAR) && !is_known (found, real) &&
          !is_in_venv (real))
        g_ptr_array_add (found, look_at (folder->origin, real));
      free (real);
    }
}

/**
 * perch_python_programs_find:
 *
 * Lists the Pythons that are installed, each once, with what can be seen of them. Those that have
 * neither a version nor a problem are to be asked for the one. Blocks while the disk is read; any
 * thread.
 *
 * Returns: (transfer full) (element-type PerchPythonRuntime): the Pythons
 */
GPtrArray *
perch_python_programs_find (const PerchPythonSurroundings *surroundings)
{
  GPtrArray *found = g_ptr_array_new_with_free_func ((GDestroyNotify) perch_python_runtime_free);
  g_autoptr (GPtrArray) folders = NULL;

  g_return_val_if_fail (surroundings != NULL, NULL);

  folders = perch_python_places_list_folders (surroundings);
  for (guint i = 0; i < folders->len; i++)
    look_into (found, g_ptr_array_index (folders, i));
  return found;
}
