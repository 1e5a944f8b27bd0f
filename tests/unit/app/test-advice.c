/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/advice.h"

#include <glib/gstdio.h>

#include "sample-backends.h"

/* What a person is told about a backend that is this script, once it has ended. */
static void
assert_advice (const char *script, const char *profile, const char *expected)
{
  SampleBackends samples;
  PerchBackend *backend = NULL;
  g_autofree char *advice = NULL;

  sample_backends_init (&samples);
  if (profile != NULL)
    sample_backends_add_profile (&samples, "it", profile);
  else
    sample_backends_add (&samples, "it", script);
  sample_backends_load (&samples);
  backend = sample_backends_get (&samples, "it");
  if (profile == NULL)
    {
      g_autofree char *before = perch_advice_for (backend, TRUE);

      g_assert_null (before);
      perch_backend_start_async (backend, NULL, NULL, NULL);
      sample_wait_until (perch_backend_get_exit (backend) != NULL &&
                         !perch_backend_state_is_alive (perch_backend_get_state (backend)));
    }
  advice = perch_advice_for (backend, TRUE);
  g_assert_nonnull (advice);
  if (strstr (advice, expected) == NULL)
    g_assert_cmpstr (advice, ==, expected);
  sample_backends_clear (&samples);
}

static void
test_words (void)
{
  assert_advice ("echo \"ModuleNotFoundError: No module named 'words'\" >&2; exit 1", NULL,
                 "missing Python module");
  assert_advice ("echo 'OSError: [Errno 98] Address already in use' >&2; echo >&2; exit 1", NULL,
                 "backend’s port");
  assert_advice ("echo 'Permission denied' >&2; exit 78", NULL, "permissions");
}

static void
test_ends (void)
{
  assert_advice (SAMPLE_FAILS, NULL, "does not accept its settings");
  assert_advice ("exit 3", NULL, "Its last words and the log");
  assert_advice ("exit 127", NULL, "was not found");
  assert_advice ("kill -SEGV $$", NULL, "It crashed");
  assert_advice ("kill -KILL $$", NULL, "memory ran out");
  assert_advice ("kill -TERM $$", NULL, "has ended it");
}

/* What a person is told once they have pressed Start. */
static void
assert_advice_in_vain (SampleBackends *samples, const char *name, const char *expected)
{
  PerchBackend *backend = sample_backends_get (samples, name);
  g_autofree char *advice = NULL;

  perch_backend_start_async (backend, NULL, NULL, NULL);
  sample_backends_wait (backend, PERCH_BACKEND_STATE_NOT_FOUND);
  advice = perch_advice_for (backend, TRUE);
  g_assert_nonnull (advice);
  if (strstr (advice, expected) == NULL)
    g_assert_cmpstr (advice, ==, expected);
}

static void
test_not_found (void)
{
  assert_advice (NULL, "{\"executable\": \"/nonexistent/words\"}", "it.json");
}

static void
test_not_found_at_start (void)
{
  SampleBackends samples;
  g_autofree char *path = NULL;

  sample_backends_init (&samples);
  path = g_build_filename (samples.dir, "lost.py", NULL);
  sample_backends_add_profile (&samples, "gone", "{\"executable\": \"/nonexistent/words\"}");
  sample_backends_add_profile (&samples, "lost",
                               "{\"executable\": \"../lost.py\", \"venv\": \"/nonexistent\"}");
  g_assert_true (g_file_set_contents (path, "pass\n", -1, NULL));
  sample_backends_load (&samples);
  assert_advice_in_vain (&samples, "gone", "Put the program there");
  assert_advice_in_vain (&samples, "lost", "A program that it needs was not found");
  sample_backends_clear (&samples);
}

/* Of two backends, one has a profile that says where its program is. */
static void
test_without_preferences (void)
{
  g_autofree char *before = g_get_current_dir ();

  for (guint i = 0; i < 2; i++)
    {
      SampleBackends samples;
      PerchBackend *backend = NULL;
      g_autofree char *with = NULL;
      g_autofree char *without = NULL;

      sample_backends_init (&samples);
      if (i > 0)
        sample_backends_add_profile (&samples, "main", "{\"executable\": \"/nonexistent/words\"}");
      g_assert_cmpint (g_chdir (samples.dir), ==, 0);
      sample_backends_load (&samples);
      backend = sample_backends_get (&samples, "main");
      with = perch_advice_for (backend, TRUE);
      without = perch_advice_for (backend, FALSE);
      g_assert_true (g_str_has_prefix (with, "Put the program there, or "));
      g_assert_nonnull (strstr (with, "preferences"));
      g_assert_true (g_str_has_prefix (without, "Put the program there."));
      g_assert_null (strstr (without, "preferences"));
      g_assert_cmpint (strstr (without, "main.json") != NULL, ==, i > 0);
      g_assert_cmpint (g_chdir (before), ==, 0);
      sample_backends_clear (&samples);
    }
}

static void
test_well (void)
{
  SampleBackends samples;
  PerchBackend *backend = NULL;
  g_autofree char *running = NULL;
  g_autofree char *stopped = NULL;

  sample_backends_init (&samples);
  sample_backends_add (&samples, "it", SAMPLE_RUNS);
  sample_backends_load (&samples);
  backend = sample_backends_get (&samples, "it");
  perch_backend_start_async (backend, NULL, NULL, NULL);
  sample_backends_wait (backend, PERCH_BACKEND_STATE_RUNNING);
  running = perch_advice_for (backend, TRUE);
  perch_backend_stop_async (backend, NULL, NULL, NULL);
  sample_backends_wait (backend, PERCH_BACKEND_STATE_STOPPED);
  stopped = perch_advice_for (backend, TRUE);
  g_assert_null (running);
  g_assert_null (stopped);
  sample_backends_clear (&samples);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/advice/words", test_words);
  g_test_add_func ("/advice/ends", test_ends);
  g_test_add_func ("/advice/not-found", test_not_found);
  g_test_add_func ("/advice/not-found-at-start", test_not_found_at_start);
  g_test_add_func ("/advice/without-preferences", test_without_preferences);
  g_test_add_func ("/advice/well", test_well);
  return g_test_run ();
}
