/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/environment.h"

#include <string.h>

#define DEFAULT_PATH "/usr/local/bin:/usr/bin:/bin"

/* What is meant for Perch itself, or was left by what started it. PyInstaller's variables make a
 * backend believe that it is the second half of another one; sockets and tokens of Perch are rights
 * that a backend does not have; GDK_GL is set by perch-tray for itself. A final `*` stands for any
 * rest of the name. */
static const char *const never[] = {
  "DESKTOP_AUTOSTART_ID",
  "DESKTOP_STARTUP_ID",
  "GDK_GL",
  "GIO_LAUNCHED_DESKTOP_FILE*",
  "G_SLICE",
  "LD_*",
  "LISTEN_*",
  "NOTIFY_SOCKET",
  "PERCH_*",
  "PYTHONEXECUTABLE",
  "PYTHONHOME",
  "PYTHONPATH",
  "PYTHONSTARTUP",
  "WATCHDOG_*",
  "XDG_ACTIVATION_TOKEN",
  "_MEIPASS2",
  "_PYI_*",
  NULL,
};

/* What an AppImage or a snap sets so that its own copies of libraries and data are found. */
static const char *const never_from_bundle[] = {
  "APPDIR",
  "APPIMAGE",
  "ARGV0",
  "FONTCONFIG_*",
  "GDK_*",
  "GIO_EXTRA_MODULES",
  "GIO_MODULE_DIR",
  "GI_TYPELIB_PATH",
  "GSETTINGS_SCHEMA_DIR",
  "GTK_*",
  "OWD",
  "QT_PLUGIN_PATH",
  "SNAP",
  "SNAP_*",
  NULL,
};

/* Lists of folders in which bundles put their own first. */
static const char *const folder_lists[] = { "PATH", "XDG_CONFIG_DIRS", "XDG_DATA_DIRS" };

static const struct
{
  const char *name;
  const char *value;
} always[] = {
  { "PYINSTALLER_RESET_ENVIRONMENT", "1" },
  { "PYINSTALLER_SUPPRESS_SPLASH_SCREEN", "1" },
  { "PYTHONIOENCODING", "utf-8" },
  { "PYTHONUNBUFFERED", "1" },
  { "PYTHONUTF8", "1" },
};

static gboolean
matches (const char *name, gsize length, const char *const *patterns)
{
  for (; *patterns != NULL; patterns++)
    {
      gsize known = strlen (*patterns);
      gboolean open_end = (*patterns)[known - 1] == '*';

      known -= open_end;
      if (strncmp (name, *patterns, known) == 0 && (open_end ? length >= known : length == known))
        return TRUE;
    }
  return FALSE;
}

/* Returns: (transfer none) (nullable): the folder in which a bundle's own files lie */
static const char *
find_bundle (char **inherited)
{
  static const char *const names[] = { "APPDIR", "SNAP", "APPIMAGE" };
  const char *bundle = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (names) && (bundle == NULL || *bundle == '\0'); i++)
    bundle = g_environ_getenv (inherited, names[i]);
  return bundle == NULL || *bundle == '\0' ? NULL : bundle;
}

static GStrv
copy_allowed (char **inherited, gboolean bundled)
{
  g_autoptr (GStrvBuilder) kept = g_strv_builder_new ();

  for (char **entry = inherited; *entry != NULL; entry++)
    {
      gsize length = strcspn (*entry, "=");

      if (length == 0 || (*entry)[length] == '\0' || matches (*entry, length, never) ||
          (bundled && matches (*entry, length, never_from_bundle)))
        continue;
      g_strv_builder_add (kept, *entry);
    }
  return g_strv_builder_end (kept);
}

/* A bundle that changes a variable keeps what it was before under its name and "_ORIG". */
static GStrv
restore_originals (GStrv env, char **inherited)
{
  for (char **entry = inherited; *entry != NULL; entry++)
    {
      gsize length = strcspn (*entry, "=");
      g_autofree char *name = g_strndup (*entry, length);
      g_autofree char *original = NULL;

      if (!g_str_has_suffix (name, "_ORIG") || (*entry)[length] == '\0')
        continue;
      original = g_strndup (name, length - strlen ("_ORIG"));
      if (!g_str_equal (original, "LD_LIBRARY_PATH") && !g_str_equal (original, "LD_PRELOAD") &&
          !matches (original, strlen (original), never_from_bundle))
        continue;
      env = g_environ_unsetenv (env, name);
      if ((*entry)[length + 1] != '\0')
        env = g_environ_setenv (env, original, *entry + length + 1, TRUE);
    }
  return env;
}

static GStrv
drop_bundle_folders (GStrv env, const char *name, const char *bundle)
{
  const char *value = g_environ_getenv (env, name);
  g_autoptr (GStrvBuilder) kept = NULL;
  g_auto (GStrv) folders = NULL;
  g_auto (GStrv) left = NULL;
  g_autofree char *changed = NULL;
  gsize length = strlen (bundle);

  if (value == NULL)
    return env;
  kept = g_strv_builder_new ();
  folders = g_strsplit (value, G_SEARCHPATH_SEPARATOR_S, -1);
  for (char **folder = folders; *folder != NULL; folder++)
    if (strncmp (*folder, bundle, length) != 0 ||
        ((*folder)[length] != '\0' && (*folder)[length] != G_DIR_SEPARATOR))
      g_strv_builder_add (kept, *folder);
  left = g_strv_builder_end (kept);
  if (left[0] == NULL)
    return g_environ_unsetenv (env, name);
  changed = g_strjoinv (G_SEARCHPATH_SEPARATOR_S, left);
  return g_environ_setenv (env, name, changed, TRUE);
}

/* What the `activate` script of the environment would do. */
static GStrv
enter_venv (GStrv env, const char *venv)
{
  const char *before = g_environ_getenv (env, "PATH");
  g_autofree char *bin = g_build_filename (venv, "bin", NULL);
  g_autofree char *path =
      g_strconcat (bin, G_SEARCHPATH_SEPARATOR_S, before != NULL ? before : DEFAULT_PATH, NULL);

  env = g_environ_setenv (env, "VIRTUAL_ENV", venv, TRUE);
  env = g_environ_unsetenv (env, "VIRTUAL_ENV_PROMPT");
  return g_environ_setenv (env, "PATH", path, TRUE);
}

static GStrv
add_profile (GStrv env, char **pairs)
{
  for (; *pairs != NULL; pairs++)
    {
      const char *equals = strchr (*pairs, '=');
      g_autofree char *name = NULL;

      g_assert (equals != NULL && equals != *pairs);
      name = g_strndup (*pairs, equals - *pairs);
      env = g_environ_setenv (env, name, equals + 1, TRUE);
    }
  return env;
}

/**
 * perch_environment_build:
 * @inherited: (array zero-terminated=1): the environment of Perch, as of g_get_environ()
 * @profile: whose `env` and `venv` count
 *
 * Makes the environment for a backend: @inherited without what is meant for Perch or comes from the
 * bundle that Perch lies in, with what makes Python write UTF-8 lines at once, and with what the
 * profile says on top. Values are bytes and kept as they are.
 *
 * `TMPDIR` is not set here: it belongs to a run, not to a backend.
 *
 * Returns: (transfer full) (array zero-terminated=1): "NAME=VALUE" strings
 */
GStrv
perch_environment_build (const char *const *inherited, const PerchProfile *profile)
{
  char **from = (char **) inherited;
  const char *bundle = NULL;
  GStrv env = NULL;

  g_return_val_if_fail (inherited != NULL, NULL);
  g_return_val_if_fail (profile != NULL, NULL);

  bundle = find_bundle (from);
  env = copy_allowed (from, bundle != NULL);
  if (bundle != NULL)
    {
      env = restore_originals (env, from);
      for (gsize i = 0; i < G_N_ELEMENTS (folder_lists); i++)
        env = drop_bundle_folders (env, folder_lists[i], bundle);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (always); i++)
    env = g_environ_setenv (env, always[i].name, always[i].value, TRUE);
  if (profile->venv != NULL)
    env = enter_venv (env, profile->venv);
  return add_profile (env, profile->env);
}
