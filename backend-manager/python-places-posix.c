/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/python-places.h"

#include <string.h>

/* Where Pythons and their environments are on this kind of system. On Windows that would be what
 * the registry lists below Software\Python (PEP 514) and what `py --list-paths` says. */

/* Folders of conda, below the home and elsewhere, by the names that its installers propose. */
static const char *const condas_at_home[] = {
  "anaconda3", "mambaforge", "micromamba", "miniconda3", "miniforge3",
};
static const char *const condas[] = { "/opt/anaconda3", "/opt/conda", "/opt/miniconda3",
                                      "/opt/miniforge3" };
static const char *const system_folders[] = { "/usr/local/bin", "/usr/bin", "/bin" };

static const char *
get_variable (const PerchPythonSurroundings *surroundings, const char *name)
{
  const char *value = g_environ_getenv (surroundings->variables, name);

  return value != NULL && g_path_is_absolute (value) ? value : NULL;
}

static void
add_path (GPtrArray *paths, char *path)
{
  if (g_ptr_array_find_with_equal_func (paths, path, g_str_equal, NULL))
    g_free (path);
  else
    g_ptr_array_add (paths, path);
}

static GPtrArray *
new_paths (void)
{
  return g_ptr_array_new_with_free_func (g_free);
}

static int
compare_paths (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* Adds what is in @folder, in the order of the names. */
static void
add_children (GPtrArray *paths, const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  g_autoptr (GPtrArray) children = new_paths ();
  const char *name = NULL;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    g_ptr_array_add (children, g_build_filename (folder, name, NULL));
  g_ptr_array_sort (children, compare_paths);
  while (children->len > 0)
    add_path (paths, g_ptr_array_steal_index (children, 0));
}

static GPtrArray *
list_pyenvs (const PerchPythonSurroundings *surroundings)
{
  GPtrArray *roots = new_paths ();
  const char *named = get_variable (surroundings, "PYENV_ROOT");

  if (named != NULL)
    add_path (roots, g_strdup (named));
  add_path (roots, g_build_filename (surroundings->home, ".pyenv", NULL));
  return roots;
}

static GPtrArray *
list_condas (const PerchPythonSurroundings *surroundings)
{
  GPtrArray *roots = new_paths ();
  const char *program = get_variable (surroundings, "CONDA_EXE");
  const char *named = get_variable (surroundings, "MAMBA_ROOT_PREFIX");

  if (program != NULL)
    add_path (roots, g_build_filename (program, "..", "..", NULL));
  if (named != NULL)
    add_path (roots, g_strdup (named));
  for (gsize i = 0; i < G_N_ELEMENTS (condas_at_home); i++)
    add_path (roots, g_build_filename (surroundings->home, condas_at_home[i], NULL));
  for (gsize i = 0; i < G_N_ELEMENTS (condas); i++)
    add_path (roots, g_strdup (condas[i]));
  return roots;
}

static void
add_folder (GPtrArray *folders, PerchPythonOrigin origin, char *path)
{
  PerchPythonFolder *folder = g_new0 (PerchPythonFolder, 1);

  folder->origin = origin;
  folder->path = path;
  g_ptr_array_add (folders, folder);
}

/* Adds the folder "bin" of each installation in @parent. */
static void
add_installations (GPtrArray *folders, PerchPythonOrigin origin, const char *parent)
{
  g_autoptr (GPtrArray) children = new_paths ();

  add_children (children, parent);
  for (guint i = 0; i < children->len; i++)
    add_folder (folders, origin, g_build_filename (children->pdata[i], "bin", NULL));
}

static void
add_uv (GPtrArray *folders, const PerchPythonSurroundings *surroundings)
{
  const char *named = get_variable (surroundings, "UV_PYTHON_INSTALL_DIR");
  const char *data = get_variable (surroundings, "XDG_DATA_HOME");
  g_autofree char *parent = NULL;

  if (named != NULL)
    parent = g_strdup (named);
  else if (data != NULL)
    parent = g_build_filename (data, "uv", "python", NULL);
  else
    parent = g_build_filename (surroundings->home, ".local", "share", "uv", "python", NULL);
  add_installations (folders, PERCH_PYTHON_ORIGIN_UV, parent);
}

/* pyenv's "shims" are scripts that stand for whichever of its Pythons is chosen where they are
 * called. */
static void
add_path_folders (GPtrArray *folders, const PerchPythonSurroundings *surroundings)
{
  const char *value = g_environ_getenv (surroundings->variables, "PATH");
  g_auto (GStrv) parts = g_strsplit (value != NULL ? value : "", G_SEARCHPATH_SEPARATOR_S, -1);

  for (char **part = parts; *part != NULL; part++)
    {
      g_autofree char *name = g_path_get_basename (*part);

      if (g_path_is_absolute (*part) && !g_str_equal (name, "shims"))
        add_folder (folders, PERCH_PYTHON_ORIGIN_PATH, g_strdup (*part));
    }
}

static void
folder_free (gpointer data)
{
  g_free (((PerchPythonFolder *) data)->path);
  g_free (data);
}

/**
 * perch_python_places_list_folders:
 *
 * Lists where interpreters can be. A Python may be found in several of them; then the first says
 * the most about it. Blocks while folders are read; any thread.
 *
 * Returns: (transfer full) (element-type PerchPythonFolder): the folders
 */
GPtrArray *
perch_python_places_list_folders (const PerchPythonSurroundings *surroundings)
{
  GPtrArray *folders = g_ptr_array_new_with_free_func (folder_free);
  g_autoptr (GPtrArray) pyenvs = NULL;
  g_autoptr (GPtrArray) roots = NULL;

  g_return_val_if_fail (surroundings != NULL, NULL);

  pyenvs = list_pyenvs (surroundings);
  roots = list_condas (surroundings);
  for (guint i = 0; i < pyenvs->len; i++)
    {
      g_autofree char *versions = g_build_filename (pyenvs->pdata[i], "versions", NULL);
      add_installations (folders, PERCH_PYTHON_ORIGIN_PYENV, versions);
    }
  for (guint i = 0; i < roots->len; i++)
    add_folder (folders, PERCH_PYTHON_ORIGIN_CONDA,
                g_build_filename (roots->pdata[i], "bin", NULL));
  add_uv (folders, surroundings);
  add_path_folders (folders, surroundings);
  for (gsize i = 0; i < G_N_ELEMENTS (system_folders); i++)
    add_folder (folders, PERCH_PYTHON_ORIGIN_SYSTEM, g_strdup (system_folders[i]));
  return folders;
}

/* conda notes all environments that it has ever made, wherever they are. */
static void
add_noted_by_conda (GPtrArray *paths, const PerchPythonSurroundings *surroundings)
{
  g_autofree char *file = g_build_filename (surroundings->home, ".conda", "environments.txt", NULL);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  if (!g_file_test (file, G_FILE_TEST_IS_REGULAR) || !g_file_get_contents (file, &text, NULL, NULL))
    return;
  lines = g_strsplit (text, "\n", -1);
  for (char **line = lines; *line != NULL; line++)
    if (g_path_is_absolute (g_strstrip (*line)))
      add_path (paths, g_strdup (*line));
}

static void
add_condas (GPtrArray *paths, const PerchPythonSurroundings *surroundings)
{
  g_autoptr (GPtrArray) roots = list_condas (surroundings);
  g_autofree char *own = g_build_filename (surroundings->home, ".conda", "envs", NULL);

  for (guint i = 0; i < roots->len; i++)
    {
      g_autofree char *environments = g_build_filename (roots->pdata[i], "envs", NULL);

      add_path (paths, g_canonicalize_filename (roots->pdata[i], NULL));
      add_children (paths, environments);
    }
  add_children (paths, own);
  add_noted_by_conda (paths, surroundings);
}

/* pyenv has environments beside its Pythons, as links, and inside of them. */
static void
add_pyenvs (GPtrArray *paths, const PerchPythonSurroundings *surroundings)
{
  g_autoptr (GPtrArray) roots = list_pyenvs (surroundings);

  for (guint i = 0; i < roots->len; i++)
    {
      g_autofree char *versions = g_build_filename (roots->pdata[i], "versions", NULL);
      g_autoptr (GPtrArray) children = new_paths ();

      add_children (children, versions);
      for (guint j = 0; j < children->len; j++)
        {
          g_autofree char *inner = g_build_filename (children->pdata[j], "envs", NULL);

          add_path (paths, g_strdup (children->pdata[j]));
          add_children (paths, inner);
        }
    }
}

/**
 * perch_python_places_list_environments:
 *
 * Lists what may be environments, those of Perch first, then that of the project and the one that
 * is active. Blocks while folders are read; any thread.
 *
 * Returns: (transfer full) (element-type filename): absolute paths
 */
GPtrArray *
perch_python_places_list_environments (const PerchPythonSurroundings *surroundings)
{
  static const char *const in_project[] = { ".venv", "venv" };
  static const char *const active[] = { "VIRTUAL_ENV", "CONDA_PREFIX" };
  GPtrArray *paths = new_paths ();
  g_autofree char *at_home = NULL;
  const char *named = NULL;

  g_return_val_if_fail (surroundings != NULL, NULL);

  add_children (paths, surroundings->own_dir);
  for (gsize i = 0; i < G_N_ELEMENTS (in_project); i++)
    add_path (paths, g_build_filename (surroundings->folder, in_project[i], NULL));
  for (gsize i = 0; i < G_N_ELEMENTS (active); i++)
    if ((named = get_variable (surroundings, active[i])) != NULL)
      add_path (paths, g_strdup (named));
  named = get_variable (surroundings, "WORKON_HOME");
  if (named != NULL)
    add_children (paths, named);
  at_home = g_build_filename (surroundings->home, ".virtualenvs", NULL);
  add_children (paths, at_home);
  add_condas (paths, surroundings);
  add_pyenvs (paths, surroundings);
  return paths;
}
