/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/venv-config.h"

#include "backend-manager/error.h"
#include "tests/unit/backend-manager/scratch.h"

static PerchVenvConfig *
load (const char *text, GError **error)
{
  g_auto (PerchScratch) scratch = { NULL };
  g_autofree char *path = NULL;

  perch_scratch_init (&scratch);
  path = perch_scratch_write (&scratch, "pyvenv.cfg", text, 0644);
  return perch_venv_config_load (path, error);
}

static void
test_venv (void)
{
  g_autoptr (PerchVenvConfig) config = load ("home = /usr/bin\n"
                                             "include-system-site-packages = true\n"
                                             "version = 3.11.2\n"
                                             "executable = /usr/bin/python3.11\n",
                                             NULL);

  g_assert_cmpint (config->maker, ==, PERCH_VENV_MAKER_VENV);
  g_assert_cmpstr (config->home, ==, "/usr/bin");
  g_assert_cmpstr (config->version, ==, "3.11.2");
  g_assert_true (config->system_packages);
}

static void
test_others (void)
{
  g_autoptr (PerchVenvConfig) uv =
      load ("home = /opt/py/bin\nimplementation = CPython\nuv = 0.4.18\nversion_info = 3.12.1\n"
            "include-system-site-packages = false\n",
            NULL);
  g_autoptr (PerchVenvConfig) virtualenv =
      load ("\xef\xbb\xbfHOME=/usr/bin\r\nvirtualenv = 20.17.1\r\n"
            "version_info = 3.11.2.final.0\r\nversion_info_is_nothing\r\n",
            NULL);

  g_assert_cmpint (uv->maker, ==, PERCH_VENV_MAKER_UV);
  g_assert_cmpstr (uv->version, ==, "3.12.1");
  g_assert_false (uv->system_packages);
  g_assert_cmpint (virtualenv->maker, ==, PERCH_VENV_MAKER_VIRTUALENV);
  g_assert_cmpstr (virtualenv->version, ==, "3.11.2");
  g_assert_cmpstr (virtualenv->home, ==, "/usr/bin");
}

static void
test_without_version (void)
{
  g_autoptr (PerchVenvConfig) config = load ("home = /usr/bin\nversion = soon\n", NULL);

  g_assert_null (config->version);
}

static void
assert_refused (const char *text, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PerchVenvConfig) config = load (text, &error);

  g_assert_null (config);
  g_assert_error (error, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_PROFILE);
  g_assert_nonnull (g_strstr_len (error->message, -1, expected));
}

static void
test_refused (void)
{
  g_autoptr (GError) error = NULL;

  assert_refused ("", "no line “home = FOLDER”");
  assert_refused ("home =\n", "no line “home = FOLDER”");
  assert_refused ("home = bin\n", "no line “home = FOLDER”");
  assert_refused ("{\"home\": \"/usr/bin\"}", "no line “home = FOLDER”");
  g_assert_null (perch_venv_config_load ("/no/such/file", &error));
  g_assert_error (error, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_PROFILE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/venv-config/venv", test_venv);
  g_test_add_func ("/venv-config/others", test_others);
  g_test_add_func ("/venv-config/without-version", test_without_version);
  g_test_add_func ("/venv-config/refused", test_refused);
  return g_test_run ();
}
