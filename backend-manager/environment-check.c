/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/environment-check.h"

#include <stdlib.h>
#include <string.h>

#include "backend-manager/executable-check.h"
#include "backend-manager/machine.h"
#include "backend-manager/text.h"
#include "backend-manager/version-number.h"

/* As many as the kernel follows. */
#define MAX_LINKS 40

/* Returns: (transfer full) (nullable): where the links that start at @path end, when nothing is
 * there */
static char *
find_gap (const char *path)
{
  g_autofree char *at = g_strdup (path);

  for (guint i = 0; i < MAX_LINKS; i++)
    {
      g_autofree char *target = g_file_read_link (at, NULL);
      g_autofree char *folder = g_path_get_dirname (at);

      if (target == NULL)
        return g_file_test (at, G_FILE_TEST_EXISTS) ? NULL : g_steal_pointer (&at);
      g_free (at);
      at = g_canonicalize_filename (target, folder);
    }
  return NULL;
}

/**
 * perch_environment_check_python:
 * @python: (type filename): the interpreter of an environment
 *
 * Blocks while files are looked at; any thread.
 *
 * Returns: (transfer full) (nullable): why it can't be run, %NULL when it can
 */
char *
perch_environment_check_python (const char *python)
{
  g_autofree char *gap = NULL;
  g_autoptr (GError) error = NULL;
  const char *machine = NULL;

  g_return_val_if_fail (python != NULL, NULL);

  if (!g_file_test (python, G_FILE_TEST_IS_SYMLINK) && !g_file_test (python, G_FILE_TEST_EXISTS))
    return g_strdup ("it has no bin/python");
  gap = find_gap (python);
  if (gap != NULL)
    {
      g_autofree char *shown = perch_text_escape (gap);
      return g_strdup_printf ("its bin/python leads to %s, which is not there any more", shown);
    }
  if (!perch_executable_check (python, &error))
    return g_strdup (error->message);
  machine = perch_machine_of_program (python);
  if (!perch_machine_is_ours (machine))
    return g_strdup_printf ("its Python is made for %s, which this machine is not", machine);
  return NULL;
}

/* The name of a program has its version: bin/python leads to python3.11. */
static char *
read_real_version (const char *python)
{
  char *real = realpath (python, NULL);
  g_autofree char *name = real != NULL ? g_path_get_basename (real) : NULL;
  const char *digits = name != NULL ? strpbrk (name, "0123456789") : NULL;

  free (real);
  return digits != NULL && strchr (digits, '.') != NULL ? g_strdup (digits) : NULL;
}

/* Packages are in a folder that is named by the version: after an update of the system's Python,
 * they are not found any more. */
static char *
check_version (const char *python, const char *version)
{
  g_autofree char *real = read_real_version (python);

  if (real == NULL || version == NULL || perch_version_number_starts_with (version, real))
    return NULL;
  return g_strdup_printf ("it was made for Python %s, but its bin/python leads to Python %s now",
                          version, real);
}

/**
 * perch_environment_check_venv:
 * @path: (type filename): folder of a virtual environment
 * @python: (type filename): its interpreter
 * @config: its pyvenv.cfg
 *
 * Blocks while files are looked at; any thread.
 *
 * Returns: (transfer full) (nullable): why it can't be used, %NULL when it can
 */
char *
perch_environment_check_venv (const char *path, const char *python, const PerchVenvConfig *config)
{
  g_autofree char *shown = NULL;
  char *problem = NULL;

  g_return_val_if_fail (path != NULL, NULL);
  g_return_val_if_fail (config != NULL, NULL);

  problem = perch_environment_check_python (python);
  if (problem == NULL)
    problem = check_version (python, config->version);
  if (problem != NULL || g_file_test (config->home, G_FILE_TEST_IS_DIR))
    return problem;
  shown = perch_text_escape (config->home);
  return g_strdup_printf ("the Python that it was made from, in %s, is not there any more", shown);
}
