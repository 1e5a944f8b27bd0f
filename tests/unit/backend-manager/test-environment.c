/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/environment.h"

static PerchProfile *
make_profile (const char *venv, const char *const *env)
{
  PerchProfile *profile = perch_profile_new ("main", "/x", NULL);

  profile->venv = g_strdup (venv);
  if (env != NULL)
    {
      g_strfreev (profile->env);
      profile->env = g_strdupv ((GStrv) env);
    }
  return profile;
}

static GStrv
build (const char *const *inherited, const char *venv, const char *const *profile_env)
{
  g_autoptr (PerchProfile) profile = make_profile (venv, profile_env);

  return perch_environment_build (inherited, profile);
}

static void
test_scrubbed (void)
{
  static const char *const inherited[] = { "HOME=/h",
                                           "LD_LIBRARY_PATH=/m",
                                           "LD_LIBRARY_PATH_ORIG=/o",
                                           "LD_PRELOAD=x",
                                           "LD_AUDIT=x",
                                           "PYTHONHOME=x",
                                           "PYTHONPATH=x",
                                           "PYTHONSTARTUP=x",
                                           "_MEIPASS2=x",
                                           "_PYI_ARCHIVE_FILE=x",
                                           "_PYI_PARENT_PROCESS_LEVEL=1",
                                           "LISTEN_FDS=3",
                                           "LISTEN_PID=1",
                                           "NOTIFY_SOCKET=x",
                                           "GIO_LAUNCHED_DESKTOP_FILE=x",
                                           "GIO_LAUNCHED_DESKTOP_FILE_PID=1",
                                           "DESKTOP_STARTUP_ID=x",
                                           "G_SLICE=x",
                                           "XDG_ACTIVATION_TOKEN=x",
                                           "PERCH_BACKEND=x",
                                           "PERCH_TOKEN=secret",
                                           "GTK_THEME=Mine",
                                           "MY_APP_ORIG=1",
                                           "LDX=1",
                                           "nonsense",
                                           "=x",
                                           NULL };
  static const char *const expected[] = { "HOME=/h",
                                          "GTK_THEME=Mine",
                                          "MY_APP_ORIG=1",
                                          "LDX=1",
                                          "PYINSTALLER_RESET_ENVIRONMENT=1",
                                          "PYINSTALLER_SUPPRESS_SPLASH_SCREEN=1",
                                          "PYTHONIOENCODING=utf-8",
                                          "PYTHONUNBUFFERED=1",
                                          "PYTHONUTF8=1",
                                          NULL };
  g_auto (GStrv) env = build (inherited, NULL, NULL);

  g_assert_cmpstrv (env, expected);
}

static void
test_bundle (void)
{
  static const char *const inherited[] = { "APPDIR=/tmp/.mount_p",
                                           "APPIMAGE=/home/x/p.AppImage",
                                           "PATH=/tmp/.mount_p/usr/bin:/usr/bin:/tmp/.mount_plus",
                                           "XDG_DATA_DIRS=/tmp/.mount_p/usr/share",
                                           "GTK_PATH=/tmp/.mount_p/gtk",
                                           "GTK_PATH_ORIG=",
                                           "GDK_PIXBUF_MODULE_FILE=/tmp/.mount_p/l",
                                           "GDK_PIXBUF_MODULE_FILE_ORIG=/usr/l",
                                           "LD_LIBRARY_PATH=/tmp/.mount_p/lib",
                                           "LD_LIBRARY_PATH_ORIG=/opt/cuda/lib",
                                           "PERCH_TOKEN_ORIG=secret",
                                           NULL };
  g_auto (GStrv) env = build (inherited, NULL, NULL);

  g_assert_cmpstr (g_environ_getenv (env, "PATH"), ==, "/usr/bin:/tmp/.mount_plus");
  g_assert_null (g_environ_getenv (env, "XDG_DATA_DIRS"));
  g_assert_null (g_environ_getenv (env, "APPDIR"));
  g_assert_null (g_environ_getenv (env, "APPIMAGE"));
  g_assert_null (g_environ_getenv (env, "GTK_PATH"));
  g_assert_null (g_environ_getenv (env, "GTK_PATH_ORIG"));
  g_assert_cmpstr (g_environ_getenv (env, "GDK_PIXBUF_MODULE_FILE"), ==, "/usr/l");
  g_assert_cmpstr (g_environ_getenv (env, "LD_LIBRARY_PATH"), ==, "/opt/cuda/lib");
  g_assert_null (g_environ_getenv (env, "LD_LIBRARY_PATH_ORIG"));
  g_assert_null (g_environ_getenv (env, "PERCH_TOKEN"));
  g_assert_null (g_environ_getenv (env, "PERCH_TOKEN_ORIG"));
}

static void
test_venv (void)
{
  static const char *const inherited[] = { "PATH=/usr/bin", "VIRTUAL_ENV=/old",
                                           "VIRTUAL_ENV_PROMPT=old", NULL };
  static const char *const nothing[] = { NULL };
  g_auto (GStrv) env = build (inherited, "/v\xff", NULL);
  g_auto (GStrv) bare = build (nothing, "/v", NULL);

  g_assert_cmpstr (g_environ_getenv (env, "VIRTUAL_ENV"), ==, "/v\xff");
  g_assert_cmpstr (g_environ_getenv (env, "PATH"), ==, "/v\xff/bin:/usr/bin");
  g_assert_null (g_environ_getenv (env, "VIRTUAL_ENV_PROMPT"));
  g_assert_cmpstr (g_environ_getenv (bare, "PATH"), ==, "/v/bin:/usr/local/bin:/usr/bin:/bin");
}

static void
test_profile_wins (void)
{
  static const char *const inherited[] = { "A=inherited", "PATH=/usr/bin", NULL };
  static const char *const own[] = { "A=x=y",   "PYTHONUTF8=0", "LD_LIBRARY_PATH=/opt",
                                     "PATH=/p", "PERCH_MINE=",  NULL };
  g_auto (GStrv) env = build (inherited, "/v", own);

  g_assert_cmpstr (g_environ_getenv (env, "A"), ==, "x=y");
  g_assert_cmpstr (g_environ_getenv (env, "PYTHONUTF8"), ==, "0");
  g_assert_cmpstr (g_environ_getenv (env, "LD_LIBRARY_PATH"), ==, "/opt");
  g_assert_cmpstr (g_environ_getenv (env, "PATH"), ==, "/p");
  g_assert_cmpstr (g_environ_getenv (env, "PERCH_MINE"), ==, "");
}

static void
test_not_utf8 (void)
{
  static const char *const inherited[] = { "A=\xff\xfe\x80", "\xe4=1", "B=a\nb", NULL };
  g_auto (GStrv) env = build (inherited, NULL, NULL);

  g_assert_cmpstr (env[0], ==, "A=\xff\xfe\x80");
  g_assert_cmpstr (env[1], ==, "\xe4=1");
  g_assert_cmpstr (env[2], ==, "B=a\nb");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/environment/scrubbed", test_scrubbed);
  g_test_add_func ("/environment/bundle", test_bundle);
  g_test_add_func ("/environment/venv", test_venv);
  g_test_add_func ("/environment/profile-wins", test_profile_wins);
  g_test_add_func ("/environment/not-utf8", test_not_utf8);
  return g_test_run ();
}
