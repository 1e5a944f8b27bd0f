/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/python-environment.h"

#include <string.h>

#include "backend-manager/environment-check.h"
#include "backend-manager/machine.h"
#include "backend-manager/venv-config.h"
#include "backend-manager/venv-needs.h"
#include "backend-manager/venv-packages.h"

/* What an environment has is read from its folders, as Python itself would find it there. None of
 * its files is run: it may be broken, or not be trusted. */

#define CONDA_META "conda-meta"

/* Returns: (transfer full): the first two numbers of a version, as folders are named by them */
static char *
cut_version (const char *version)
{
  const char *dot = strchr (version, '.');
  gsize rest = dot != NULL ? strspn (dot + 1, "0123456789") : 0;

  return rest > 0 ? g_strndup (version, (gsize) (dot + 1 - version) + rest) : g_strdup (version);
}

static void
add_folder (GPtrArray *folders, const char *prefix, const char *lib, const char *packages)
{
  g_ptr_array_add (folders, g_build_filename (prefix, lib, packages, NULL));
}

/* Where the Python that it was made from has packages, and the person has them for all Pythons.
 * Those named "dist-packages" are Debian's. */
static void
add_system_folders (GPtrArray *folders, const char *home, const char *lib)
{
  g_autofree char *prefix = g_path_get_dirname (home);
  g_autofree char *local = g_build_filename (prefix, "local", NULL);
  g_autofree char *of_person = g_build_filename (g_get_home_dir (), ".local", NULL);

  add_folder (folders, of_person, lib, "site-packages");
  add_folder (folders, prefix, lib, "site-packages");
  add_folder (folders, local, lib, "dist-packages");
  add_folder (folders, prefix, "lib/python3", "dist-packages");
  add_folder (folders, prefix, lib, "dist-packages");
}

/* @config is that of a virtual environment; one of conda has none. */
static void
read_packages (PerchPythonEnvironment *self, const PerchVenvConfig *config)
{
  g_autoptr (GPtrArray) folders = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *minor = self->version != NULL ? cut_version (self->version) : NULL;
  g_autofree char *lib = minor != NULL ? g_strconcat ("lib/python", minor, NULL) : NULL;

  if (lib != NULL)
    add_folder (folders, self->path, lib, "site-packages");
  if (lib != NULL && config != NULL && config->system_packages)
    add_system_folders (folders, config->home, lib);
  g_ptr_array_add (folders, NULL);
  self->packages = perch_venv_packages_read ((const char *const *) folders->pdata,
                                             perch_venv_needs_list_packages ());
}

/* conda notes each package in a file NAME-VERSION-BUILD.json. */
static char *
read_conda_version (const char *meta)
{
  g_autoptr (GDir) dir = g_dir_open (meta, 0, NULL);
  const char *name = NULL;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_prefix (name, "python-") && g_ascii_isdigit (name[strlen ("python-")]))
      return g_strndup (name + strlen ("python-"), strcspn (name + strlen ("python-"), "-"));
  return NULL;
}

static gboolean
is_conda_root (const char *path)
{
  g_autofree char *conda = g_build_filename (path, "condabin", NULL);
  g_autofree char *environments = g_build_filename (path, "envs", NULL);

  return g_file_test (conda, G_FILE_TEST_IS_DIR) && g_file_test (environments, G_FILE_TEST_IS_DIR);
}

static void
load_conda (PerchPythonEnvironment *self, const char *meta)
{
  self->kind = PERCH_ENVIRONMENT_CONDA;
  if (is_conda_root (self->path))
    {
      g_free (self->name);
      self->name = g_strdup ("base");
    }
  self->version = read_conda_version (meta);
  if (self->version == NULL)
    self->problem = g_strdup ("it has no Python; add one with conda install python");
  else
    self->problem = perch_environment_check_python (self->python);
  read_packages (self, NULL);
}

static PerchEnvironmentKind
get_kind (PerchVenvMaker maker)
{
  static const PerchEnvironmentKind kinds[] = {
    [PERCH_VENV_MAKER_VENV] = PERCH_ENVIRONMENT_VENV,
    [PERCH_VENV_MAKER_VIRTUALENV] = PERCH_ENVIRONMENT_VIRTUALENV,
    [PERCH_VENV_MAKER_UV] = PERCH_ENVIRONMENT_UV,
  };

  return kinds[maker];
}

static void
load_venv (PerchPythonEnvironment *self, const char *file)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PerchVenvConfig) config = perch_venv_config_load (file, &error);

  if (config == NULL)
    {
      self->problem = g_strdup_printf ("its pyvenv.cfg %s", error->message);
      read_packages (self, NULL);
      return;
    }
  self->kind = get_kind (config->maker);
  self->version = g_strdup (config->version);
  self->problem = perch_environment_check_venv (self->path, self->python, config);
  read_packages (self, config);
}

static void
read_mark (PerchPythonEnvironment *self)
{
  g_autofree char *file = g_build_filename (self->path, PERCH_ENVIRONMENT_MARK, NULL);
  g_autofree char *text = NULL;

  if (!g_file_test (file, G_FILE_TEST_IS_REGULAR) || !g_file_get_contents (file, &text, NULL, NULL))
    return;
  self->made_by_perch = TRUE;
  if (!g_str_equal (text, PERCH_ENVIRONMENT_UNFINISHED))
    return;
  g_free (self->problem);
  self->problem = g_strdup ("Perch was interrupted while it made it; delete it and make it anew");
}

/* What virtualenv made before its version 20, or what is left of an environment. */
static gboolean
looks_like_one (const char *path)
{
  g_autofree char *script = g_build_filename (path, "bin", "activate", NULL);
  g_autofree char *mark = g_build_filename (path, PERCH_ENVIRONMENT_MARK, NULL);

  return g_file_test (script, G_FILE_TEST_IS_REGULAR) || g_file_test (mark, G_FILE_TEST_IS_REGULAR);
}

static gboolean
load (PerchPythonEnvironment *self)
{
  g_autofree char *config = g_build_filename (self->path, "pyvenv.cfg", NULL);
  g_autofree char *meta = g_build_filename (self->path, CONDA_META, NULL);

  if (g_file_test (config, G_FILE_TEST_EXISTS))
    load_venv (self, config);
  else if (g_file_test (meta, G_FILE_TEST_IS_DIR))
    load_conda (self, meta);
  else if (looks_like_one (self->path))
    {
      self->problem = g_strdup ("it has no pyvenv.cfg, so its Python would not know of it");
      read_packages (self, NULL);
    }
  else
    return FALSE;
  self->machine = perch_machine_of_program (self->python);
  read_mark (self);
  return TRUE;
}

/**
 * perch_python_environment_load:
 * @path: (type filename): absolute path of a folder
 *
 * Looks at an environment. Blocks while its files are read; any thread.
 *
 * Returns: (transfer full) (nullable): what it is; %NULL for a folder that is none, and for what is
 *   not there
 */
PerchPythonEnvironment *
perch_python_environment_load (const char *path)
{
  g_autoptr (PerchPythonEnvironment) self = NULL;

  g_return_val_if_fail (path != NULL && g_path_is_absolute (path), NULL);

  self = g_new0 (PerchPythonEnvironment, 1);
  self->path = g_canonicalize_filename (path, NULL);
  self->name = g_path_get_basename (self->path);
  self->python = g_build_filename (self->path, "bin", "python", NULL);
  return load (self) ? g_steal_pointer (&self) : NULL;
}

/**
 * perch_python_environment_free:
 * @self: (transfer full): an environment
 */
void
perch_python_environment_free (PerchPythonEnvironment *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->path);
  g_free (self->name);
  g_free (self->python);
  g_free (self->version);
  g_clear_pointer (&self->packages, g_hash_table_unref);
  g_free (self->problem);
  g_free (self);
}

/**
 * perch_environment_kind_to_string:
 *
 * Returns: (transfer none): the word for @kind that people and programs read
 */
const char *
perch_environment_kind_to_string (PerchEnvironmentKind kind)
{
  static const char *const words[] = {
    [PERCH_ENVIRONMENT_VENV] = "venv",
    [PERCH_ENVIRONMENT_VIRTUALENV] = "virtualenv",
    [PERCH_ENVIRONMENT_UV] = "uv",
    [PERCH_ENVIRONMENT_CONDA] = "conda",
  };

  g_return_val_if_fail (kind < G_N_ELEMENTS (words), NULL);

  return words[kind];
}
