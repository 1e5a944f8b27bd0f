/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/bundle-run.h"

#include "tests/unit/backend-manager/scratch.h"

static void
ended_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

/* Returns: (transfer full) (nullable): why there is no bundle */
static char *
run (const char *program, const char *path)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  perch_bundle_run_async (program, path, ended_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (perch_bundle_run_finish (result, &error), ==, error == NULL);
  return error != NULL ? g_strdup (error->message) : NULL;
}

static char *
find_bundle_program (void)
{
  return g_build_filename (g_getenv ("PERCH_TOP_BUILDDIR"), "app", "perch-bundle", NULL);
}

static void
test_saved (void)
{
  g_auto (PerchScratch) scratch = { 0 };
  const char *directory = perch_scratch_init (&scratch);
  g_autofree char *program = find_bundle_program ();
  g_autofree char *path = g_build_filename (directory, "-a b.zip", NULL);

  g_assert_cmpstr (run (program, path), ==, NULL);
  g_assert_true (perch_scratch_has (&scratch, "-a b.zip"));
}

static void
test_not_saved (void)
{
  g_autofree char *program = find_bundle_program ();
  g_autofree char *why = run (program, "/nonexistent/a.zip");

  g_assert_cmpstr (why, ==, "can't write /nonexistent/a.zip: No such file or directory");
}

static void
test_no_program (void)
{
  g_autofree char *silent = run ("/bin/false", "/nonexistent/a.zip");
  g_autofree char *missing = run ("/nonexistent/perch-bundle", "/nonexistent/a.zip");
  g_autofree char *unknown = run (NULL, "/nonexistent/a.zip");

  g_assert_cmpstr (silent, ==, "perch-bundle ended without a word");
  g_assert_nonnull (strstr (missing, "/nonexistent/perch-bundle"));
  g_assert_cmpstr (unknown, ==, "perch-bundle is not installed");
}

int
main (int argc, char **argv)
{
  static const char *const folders[] = { "HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME",
                                         "XDG_RUNTIME_DIR" };

  g_test_init (&argc, &argv, NULL);
  /* The bundle is not to be about the person who runs the tests. */
  for (gsize i = 0; i < G_N_ELEMENTS (folders); i++)
    g_setenv (folders[i], "/nonexistent", TRUE);
  g_test_add_func ("/bundle-run/saved", test_saved);
  g_test_add_func ("/bundle-run/not-saved", test_not_saved);
  g_test_add_func ("/bundle-run/no-program", test_no_program);
  return g_test_run ();
}
