/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/status-text.h"

#include <glib/gstdio.h>

#include "backend-manager/clock.h"
#include "sample-backends.h"

static void
assert_state (PerchBackend *backend, const char *expected)
{
  g_autofree char *text = perch_status_text_state (backend);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_words (void)
{
  g_test_summary ("States are told apart by their words, and those of different kind by the mark");

  for (PerchBackendState a = 0; a <= PERCH_BACKEND_STATE_LAST; a++)
    for (PerchBackendState b = 0; b < a; b++)
      {
        g_assert_cmpstr (perch_status_text_word (a), !=, perch_status_text_word (b));
        if (a == PERCH_BACKEND_STATE_STOPPING && b == PERCH_BACKEND_STATE_STARTING)
          continue;
        g_assert_cmpstr (perch_status_text_mark (a), !=, perch_status_text_mark (b));
      }
}

static void
test_shorten (void)
{
  static const struct
  {
    const char *text;
    guint max_chars;
    const char *expected;
  } rows[] = {
    { "short", 5, "short" },   { "longer", 5, "long…" },
    { "äöüß€", 4, "äöü…" },    { "two\nlines", 20, "two\\x0alines" },
    { "\xff!", 20, "\\xff!" }, { "", 1, "" },
    { "ab", 1, "…" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = perch_status_text_shorten (rows[i].text, rows[i].max_chars);

      g_assert_cmpstr (text, ==, rows[i].expected);
    }
}

static void
test_shorten_path (void)
{
  g_autofree char *whole = perch_status_text_shorten_path ("/opt/app", 8);
  g_autofree char *cut = perch_status_text_shorten_path ("/home/somebody/python/dist/backend", 16);
  g_autofree char *inside = g_build_filename (g_get_home_dir (), "app", NULL);
  g_autofree char *beside = g_strconcat (g_get_home_dir (), "-too/app", NULL);
  g_autofree char *with_tilde = perch_status_text_shorten_path (inside, 40);
  g_autofree char *without_tilde = perch_status_text_shorten_path (beside, 400);
  g_autofree char *least = perch_status_text_shorten_path ("/opt/app", 3);

  g_assert_cmpstr (whole, ==, "/opt/app");
  g_assert_cmpstr (with_tilde, ==, "~/app");
  g_assert_cmpstr (without_tilde, ==, beside);
  g_assert_cmpstr (cut, ==, "/home…st/backend");
  g_assert_cmpint (g_utf8_strlen (cut, -1), ==, 16);
  g_assert_cmpint (g_utf8_strlen (least, -1), ==, 3);
}

static void
test_since (void)
{
  SampleBackends samples;
  PerchBackend *backend = NULL;
  g_autoptr (GDateTime) now = NULL;
  g_autofree char *earliest = NULL;
  g_autofree char *text = NULL;
  gint64 since_us = 0;

  sample_backends_init (&samples);
  sample_backends_add (&samples, "good", SAMPLE_RUNS);
  sample_backends_load (&samples);
  backend = sample_backends_get (&samples, "good");
  since_us = perch_backend_get_state_since_us (backend);
  g_assert_cmpint (since_us, >, 0);
  g_assert_cmpint (since_us, <=, perch_clock_boottime_us ());

  now = g_date_time_new_now_local ();
  earliest = g_date_time_format (now, "since %X");
  perch_backend_start_async (backend, NULL, NULL, NULL);
  g_assert_cmpint (perch_backend_get_state_since_us (backend), >=, since_us);
  text = perch_status_text_since (backend);
  g_assert_cmpuint (strlen (text), ==, strlen (earliest));
  g_assert_true (g_str_has_prefix (text, "since "));
  sample_backends_wait (backend, PERCH_BACKEND_STATE_RUNNING);
  sample_backends_clear (&samples);
}

static void
test_life (void)
{
  SampleBackends samples;
  PerchBackend *backend = NULL;
  g_autofree char *no_pid = NULL;
  g_autofree char *no_uptime = NULL;
  g_autofree char *no_usage = NULL;
  g_autofree char *pid = NULL;
  g_autofree char *expected_pid = NULL;
  g_autofree char *uptime = NULL;

  sample_backends_init (&samples);
  sample_backends_add (&samples, "good", SAMPLE_RUNS);
  sample_backends_load (&samples);
  backend = sample_backends_get (&samples, "good");

  assert_state (backend, "○ Stopped");
  no_pid = perch_status_text_pid (backend);
  no_uptime = perch_status_text_uptime (backend);
  no_usage = perch_status_text_usage (backend);
  g_assert_cmpstr (no_pid, ==, "PID –");
  g_assert_cmpstr (no_uptime, ==, "Uptime –");
  g_assert_cmpstr (no_usage, ==, "CPU –, memory –");

  perch_backend_start_async (backend, NULL, NULL, NULL);
  assert_state (backend, "… Starting");
  sample_backends_wait (backend, PERCH_BACKEND_STATE_RUNNING);
  assert_state (backend, "● Running");
  pid = perch_status_text_pid (backend);
  expected_pid = g_strdup_printf ("PID %d", (int) perch_backend_get_pid (backend));
  uptime = perch_status_text_uptime (backend);
  g_assert_cmpstr (pid, ==, expected_pid);
  g_assert_true (g_str_has_prefix (uptime, "Uptime ") && g_str_has_suffix (uptime, "s"));

  sample_wait_until (perch_sampler_get_latest (perch_backend_get_sampler (backend)) != NULL);
  {
    g_autofree char *usage = perch_status_text_usage (backend);

    g_assert_true (g_str_has_prefix (usage, "CPU "));
    g_assert_nonnull (strstr (usage, "%, memory "));
    g_assert_null (strstr (usage, "–"));
  }

  perch_backend_stop_async (backend, NULL, NULL, NULL);
  assert_state (backend, "… Stopping");
  sample_backends_wait (backend, PERCH_BACKEND_STATE_STOPPED);
  assert_state (backend, "○ Stopped");
  sample_backends_clear (&samples);
}

static void
test_notices (void)
{
  SampleBackends samples;
  PerchBackend *backend = NULL;
  g_autofree char *path = NULL;

  sample_backends_init (&samples);
  sample_backends_add (&samples, "it", SAMPLE_RUNS);
  sample_backends_load (&samples);
  backend = sample_backends_get (&samples, "it");
  perch_backend_start_async (backend, NULL, NULL, NULL);
  sample_backends_wait (backend, PERCH_BACKEND_STATE_RUNNING);

  sample_backends_add_profile (&samples, "it", "{\"executable\": \"/bin/true\"}");
  perch_backend_manager_reload (samples.manager);
  sample_wait_until (perch_backend_get_notice (backend) != NULL);
  assert_state (backend, "● Running: settings changed, applied at the next start");
  path = g_build_filename (samples.profiles_dir, "it.json", NULL);
  g_assert_cmpint (g_unlink (path), ==, 0);
  perch_backend_manager_reload (samples.manager);
  sample_wait_until (perch_backend_is_leaving (backend));
  assert_state (backend, "● Running: removed from the settings, gone when it has stopped");
  sample_backends_clear (&samples);
}

static void
assert_problem (PerchBackend *backend, const char *expected)
{
  g_autofree char *text = perch_status_text_problem (backend);

  g_assert_cmpstr (text, ==, expected);
}

/* The program is there, and what runs it is not. */
static void
lose_interpreter (SampleBackends *samples, const char *name)
{
  g_autofree char *path = g_build_filename (samples->dir, name, NULL);

  g_assert_true (g_file_set_contents (path, "#!/nonexistent/python\n", -1, NULL));
  g_assert_cmpint (g_chmod (path, 0755), ==, 0);
}

static void
test_failures (void)
{
  SampleBackends samples;
  PerchBackend *bad = NULL;
  PerchBackend *gone = NULL;
  PerchBackend *lost = NULL;
  g_autofree char *reason = NULL;

  sample_backends_init (&samples);
  sample_backends_add (&samples, "bad", SAMPLE_FAILS);
  sample_backends_add_profile (&samples, "gone", "{\"executable\": \"/nonexistent/back_end\"}");
  sample_backends_add (&samples, "lost", SAMPLE_RUNS);
  lose_interpreter (&samples, "lost");
  sample_backends_load (&samples);
  lost = sample_backends_get (&samples, "lost");
  bad = sample_backends_get (&samples, "bad");
  gone = sample_backends_get (&samples, "gone");

  assert_state (gone, "? Not found: /nonexistent/back_end");
  assert_problem (gone, "There is nothing at /nonexistent/back_end");
  perch_backend_start_async (lost, NULL, NULL, NULL);
  sample_wait_until (perch_backend_get_problem (lost) != NULL);
  g_assert_cmpint (perch_backend_get_state (lost), ==, PERCH_BACKEND_STATE_NOT_FOUND);
  g_assert_cmpint (perch_backend_get_missing (lost), ==, PERCH_BACKEND_MISSING_INTERPRETER);
  assert_problem (lost, perch_backend_get_problem (lost));

  perch_backend_start_async (bad, NULL, NULL, NULL);
  sample_backends_wait (bad, PERCH_BACKEND_STATE_FAILED);
  reason = perch_status_text_reason (bad);
  g_assert_nonnull (reason);
  g_assert_nonnull (strstr (reason, "78"));
  sample_backends_clear (&samples);
}

/* Returns: (transfer full): what is known to be missing once a start has come to nothing */
static char *
start_in_vain (PerchBackend *backend)
{
  perch_backend_start_async (backend, NULL, NULL, NULL);
  g_assert_cmpint (perch_backend_get_missing (backend), ==, PERCH_BACKEND_MISSING_NOTHING);
  sample_backends_wait (backend, PERCH_BACKEND_STATE_NOT_FOUND);
  g_assert_cmpint (perch_backend_get_missing (backend), ==, PERCH_BACKEND_MISSING_PROGRAM);
  return g_strdup (perch_backend_get_problem (backend));
}

static void
test_missing (void)
{
  SampleBackends samples;
  PerchBackend *gone = NULL;
  PerchBackend *taken = NULL;
  g_autofree char *path = NULL;
  g_autofree char *expected = NULL;
  g_autofree char *problem = NULL;
  g_autofree char *other_problem = NULL;

  g_test_summary ("Whoever finds that a program is missing, a person reads the same about it");

  sample_backends_init (&samples);
  sample_backends_add_profile (&samples, "gone", "{\"executable\": \"/nonexistent/back_end\"}");
  sample_backends_add (&samples, "taken", SAMPLE_RUNS);
  sample_backends_load (&samples);
  gone = sample_backends_get (&samples, "gone");
  taken = sample_backends_get (&samples, "taken");
  g_assert_cmpint (perch_backend_get_missing (gone), ==, PERCH_BACKEND_MISSING_PROGRAM);
  g_assert_cmpint (perch_backend_get_missing (taken), ==, PERCH_BACKEND_MISSING_NOTHING);

  problem = start_in_vain (gone);
  g_assert_cmpstr (problem, ==, "/nonexistent/back_end: there is no such file");
  assert_problem (gone, "There is nothing at /nonexistent/back_end");
  path = g_build_filename (samples.dir, "taken", NULL);
  g_assert_cmpint (g_unlink (path), ==, 0);
  other_problem = start_in_vain (taken);
  expected = g_strdup_printf ("There is nothing at %s", path);
  assert_problem (taken, expected);

  g_test_message ("Failures that are forgotten do not bring it back");
  perch_backend_forget_failures (taken);
  g_assert_cmpstr (perch_backend_get_problem (taken), ==, other_problem);
  assert_problem (taken, expected);
  sample_backends_clear (&samples);
}

static void
test_nowhere (void)
{
  g_autofree char *before = g_get_current_dir ();
  SampleBackends samples;
  PerchBackend *backend = NULL;
  g_autofree char *problem = NULL;

  g_test_summary ("No profile names a program, and there is none where it could be");

  sample_backends_init (&samples);
  g_unsetenv ("PERCH_BACKEND");
  g_assert_cmpint (g_chdir (samples.dir), ==, 0);
  sample_backends_load (&samples);
  backend = sample_backends_get (&samples, "main");
  assert_problem (backend, "There is nothing at any known place");
  problem = start_in_vain (backend);
  g_assert_cmpstr (problem, ==, "No backend was found, and the example could not be unpacked");
  assert_problem (backend, "There is nothing at any known place");
  g_assert_cmpint (g_chdir (before), ==, 0);
  sample_backends_clear (&samples);
}

static void
test_backoff (void)
{
  SampleBackends samples;
  PerchBackend *backend = NULL;
  g_autofree char *text = NULL;
  g_autofree char *path = NULL;
  g_autofree char *json = NULL;

  sample_backends_init (&samples);
  sample_backends_add (&samples, "again", "exit 3");
  path = g_build_filename (samples.dir, "again", NULL);
  json = g_strdup_printf ("{\"executable\": \"%s\"}", path);
  sample_backends_add_profile (&samples, "again", json);
  sample_backends_load (&samples);
  backend = sample_backends_get (&samples, "again");

  perch_backend_start_async (backend, NULL, NULL, NULL);
  sample_backends_wait (backend, PERCH_BACKEND_STATE_BACKOFF);
  text = perch_status_text_state (backend);
  g_assert_true (g_str_has_prefix (text, "↻ Restarting in "));
  g_assert_nonnull (strstr (text, "3"));
  sample_backends_clear (&samples);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/status-text/words", test_words);
  g_test_add_func ("/status-text/shorten", test_shorten);
  g_test_add_func ("/status-text/shorten-path", test_shorten_path);
  g_test_add_func ("/status-text/since", test_since);
  g_test_add_func ("/status-text/life", test_life);
  g_test_add_func ("/status-text/notices", test_notices);
  g_test_add_func ("/status-text/failures", test_failures);
  g_test_add_func ("/status-text/missing", test_missing);
  g_test_add_func ("/status-text/nowhere", test_nowhere);
  g_test_add_func ("/status-text/backoff", test_backoff);
  return g_test_run ();
}
