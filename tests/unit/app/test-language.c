/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/language.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>

#include "app/status-text.h"

/* What a process has looked up once stays as it is, so each case is a process of its own: this
 * program, run again. */

/* @settings is the text of companion-settings.json; %NULL for none. */
static void
apply (const char *settings)
{
  g_autofree char *folder = g_dir_make_tmp ("perch-test-XXXXXX", NULL);
  g_autofree char *file = g_build_filename (folder, "companion-settings.json", NULL);
  g_autofree char *catalogues = g_build_filename (g_getenv ("PERCH_TOP_BUILDDIR"), "po", NULL);

  if (settings != NULL)
    g_assert_true (g_file_set_contents (file, settings, -1, NULL));
  perch_language_apply (folder, catalogues);
  g_unlink (file);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

/* Begins a case. Returns: whether this is the process of its own, which is in the locale @locale */
static gboolean
is_child (const char *locale, const char *language)
{
  if (!g_test_subprocess ())
    {
      g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
      g_test_trap_assert_passed ();
      return FALSE;
    }
  g_setenv ("LC_ALL", locale, TRUE);
  g_setenv ("LANGUAGE", language, TRUE);
  return TRUE;
}

static void
test_setting (void)
{
  if (!is_child ("C.UTF-8", "fr"))
    return;
  apply ("{\"language\": \"de\"}");
  g_assert_cmpstr (perch_status_text_word (PERCH_BACKEND_STATE_RUNNING), ==, "Läuft");
  g_assert_false (perch_language_is_right_to_left ());
}

static void
test_plain_locale (void)
{
  g_test_summary ("A choice counts even where the system has no language at all");

  if (!is_child ("C", ""))
    return;
  apply ("{\"language\": \"zh_CN\"}");
  g_assert_cmpstr (perch_status_text_word (PERCH_BACKEND_STATE_RUNNING), ==, "运行中");
}

static void
test_system (void)
{
  if (!is_child ("C.UTF-8", "es:de"))
    return;
  apply ("{\"language\": \"\"}");
  g_assert_cmpstr (perch_status_text_word (PERCH_BACKEND_STATE_RUNNING), ==, "En marcha");
  g_assert_cmpstr (ngettext ("%u question w_aiting…", "%u questions w_aiting…", 2), ==,
                   "%u preguntas _a la espera…");
}

static void
test_english (void)
{
  g_test_summary ("English can be chosen on a system that speaks another language");

  if (!is_child ("C.UTF-8", "fr"))
    return;
  apply ("{\"language\": \"en\"}");
  g_assert_cmpstr (perch_status_text_word (PERCH_BACKEND_STATE_RUNNING), ==, "Running");
}

static void
test_broken (void)
{
  g_test_summary ("A file that is not right leaves the language of the system");

  if (!is_child ("C.UTF-8", "fr"))
    return;
  apply ("{\"language\": 5}");
  g_assert_cmpstr (perch_status_text_word (PERCH_BACKEND_STATE_RUNNING), ==, "En marche");
}

static void
test_no_file (void)
{
  if (!is_child ("C.UTF-8", "de"))
    return;
  apply (NULL);
  g_assert_cmpstr (perch_status_text_word (PERCH_BACKEND_STATE_STOPPED), ==, "Angehalten");
}

static void
test_errors (void)
{
  g_test_summary ("What the system says of errors stays in English, as the sentences around it");

  if (!is_child ("C.UTF-8", "de"))
    return;
  apply (NULL);
  g_assert_cmpstr (g_strerror (ENOENT), ==, "No such file or directory");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/language/setting", test_setting);
  g_test_add_func ("/language/plain-locale", test_plain_locale);
  g_test_add_func ("/language/system", test_system);
  g_test_add_func ("/language/english", test_english);
  g_test_add_func ("/language/broken", test_broken);
  g_test_add_func ("/language/no-file", test_no_file);
  g_test_add_func ("/language/errors", test_errors);
  return g_test_run ();
}
