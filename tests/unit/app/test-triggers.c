/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/triggers/triggers.h"

#include <string.h>

#include "sample-backends.h"

#define TRACE "0af7651916cd43dd8448eb211c80319c"
#define MAX_RUNS 256

typedef struct
{
  SampleBackends backends;
  PerchEventHub *hub;
  PerchJournal *journal;
  GApplication *application;
  PerchNotifier *notifier;
  PerchTriggers *triggers;
  guint64 seen; /* number of the last event that was looked at */
} Fixture;

/* What was asked for and is over. */
typedef struct
{
  gboolean done;
  gboolean ok;
  char *report;
  GError *error;
} Answer;

static void
answer_clear (Answer *answer)
{
  g_free (answer->report);
  g_clear_error (&answer->error);
  *answer = (Answer){ 0 };
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Answer, answer_clear)

/* @data is the text of triggers.json. */
static void
setup (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = NULL;
  g_autofree char *logs = NULL;
  g_autoptr (GError) error = NULL;
  PerchTriggersPlaces places = { 0 };

  sample_backends_init (&fixture->backends);
  sample_backends_add (&fixture->backends, "main", SAMPLE_RUNS);
  sample_backends_load (&fixture->backends);
  path = g_build_filename (fixture->backends.dir, "triggers.json", NULL);
  g_assert_true (g_file_set_contents (path, data, -1, &error));
  g_assert_no_error (error);

  logs = g_build_filename (fixture->backends.dir, "logs", NULL);
  fixture->hub = perch_event_hub_new ();
  fixture->journal = perch_journal_new (logs);
  fixture->application = g_application_new ("org.perch.Test", G_APPLICATION_NON_UNIQUE);
  g_assert_true (g_application_register (fixture->application, NULL, &error));
  fixture->notifier = perch_notifier_new (fixture->application);
  places = (PerchTriggersPlaces){ path, fixture->backends.manager, fixture->hub, fixture->journal,
                                  fixture->notifier };
  fixture->triggers = perch_triggers_new (&places);
  perch_triggers_load (fixture->triggers);
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  perch_triggers_end (fixture->triggers);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_assert_finalize_object (fixture->triggers);
  perch_event_hub_free (fixture->hub);
  perch_journal_close (fixture->journal);
  g_object_unref (fixture->journal);
  g_assert_finalize_object (fixture->notifier);
  g_object_unref (fixture->application);
  sample_backends_clear (&fixture->backends);
}

static void
executed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Answer *answer = user_data;

  answer->ok = perch_triggers_execute_finish (PERCH_TRIGGERS (source), result, &answer->report,
                                              &answer->error);
  answer->done = TRUE;
}

static void
begin (Fixture *fixture, const char *name, Answer *answer)
{
  perch_triggers_execute_async (fixture->triggers, name, NULL, 0, TRACE, executed_cb, answer);
}

static void
execute (Fixture *fixture, const char *name, Answer *answer)
{
  begin (fixture, name, answer);
  sample_wait_until (answer->done);
}

static void
publish (Fixture *fixture, const char *name)
{
  const PerchEvent event = {
    .source = "main",
    .name = { name, strlen (name) },
    .payload = { "{\"n\":1}", 7 },
  };

  perch_event_hub_publish (fixture->hub, &event);
}

/* Whether there is an event with @text in it, from the last one on that was found. */
static gboolean
has_event (Fixture *fixture, const char *text)
{
  while (fixture->seen < perch_event_hub_get_newest (fixture->hub))
    {
      gsize length = 0;
      const char *json = NULL;

      fixture->seen = MAX (fixture->seen + 1, perch_event_hub_get_oldest (fixture->hub));
      json = g_bytes_get_data (perch_event_hub_peek (fixture->hub, fixture->seen), &length);
      if (g_strstr_len (json, (gssize) length, text) != NULL)
        return TRUE;
    }
  return FALSE;
}

static gint64
get_number (Fixture *fixture, const char *name)
{
  g_autoptr (JsonNode) node = perch_triggers_describe (fixture->triggers);

  return json_object_get_int_member (json_node_get_object (node), name);
}

static gboolean
has_problem (Fixture *fixture)
{
  g_autoptr (JsonNode) node = perch_triggers_describe (fixture->triggers);
  JsonArray *problems = json_object_get_array_member (json_node_get_object (node), "problems");

  return json_array_get_length (problems) > 0;
}

#define NAMED                                                                                      \
  "{\"triggers\":[{\"name\":\"start\",\"do\":[{\"start\":\"main\"},{\"stop\":\"main\"}]},"         \
  "{\"name\":\"wrong\",\"do\":[{\"notify\":{\"body\":\"b\"}},{\"call\":{\"backend\":\"main\","     \
  "\"method\":\"m\"}},{\"start\":\"main\"}]}]}"

static void
test_execute (Fixture *fixture, gconstpointer data)
{
  g_auto (Answer) good = { 0 };
  g_auto (Answer) bad = { 0 };
  g_auto (Answer) unknown = { 0 };

  execute (fixture, "start", &good);
  g_assert_no_error (good.error);
  g_assert_cmpstr (good.report, ==,
                   "[{\"action\":\"start\",\"status\":\"ok\"},"
                   "{\"action\":\"stop\",\"status\":\"ok\"}]");
  sample_backends_wait (sample_backends_get (&fixture->backends, "main"),
                        PERCH_BACKEND_STATE_STOPPED);

  execute (fixture, "wrong", &bad);
  g_assert_error (bad.error, PERCH_TRIGGER_ERROR, PERCH_TRIGGER_ERROR_FAILED);
  g_assert_cmpstr (bad.report, ==,
                   "[{\"action\":\"notify\",\"status\":\"ok\",\"shown\":false},"
                   "{\"action\":\"call\",\"status\":\"error\","
                   "\"message\":\"The main_one is not running, it is stopped\"},"
                   "{\"action\":\"start\",\"status\":\"skipped\"}]");

  execute (fixture, "strat", &unknown);
  g_assert_error (unknown.error, PERCH_TRIGGER_ERROR, PERCH_TRIGGER_ERROR_UNKNOWN);
  g_assert_null (unknown.report);
  g_assert_cmpint (get_number (fixture, "running"), ==, 0);
}

static void
test_raise (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JsonObject) params = json_object_new ();

  perch_triggers_raise (fixture->triggers, "no such thing", params, NULL);
  g_assert_cmpint (get_number (fixture, "running"), ==, 0);
  perch_triggers_raise (fixture->triggers, "start", params, "main");
  g_assert_cmpint (get_number (fixture, "running"), ==, 1);
  sample_wait_until (get_number (fixture, "running") == 0);
}

#define ECHO                                                                                       \
  "{\"triggers\":[{\"name\":\"echo\",\"on\":{\"event\":\"ping\"},"                                 \
  "\"do\":[{\"publish\":{\"event\":\"pong\",\"payload\":\"${event.payload}\"}}]}]}"

static void
test_event (Fixture *fixture, gconstpointer data)
{
  publish (fixture, "pang");
  publish (fixture, "ping");
  sample_wait_until (has_event (fixture, "{\"event\":\"pong\",\"source\":\"trigger:echo\""));
  g_assert_false (has_event (fixture, "pong"));
}

static void
test_many_events (Fixture *fixture, gconstpointer data)
{
  g_test_summary ("Of a storm a part is let through; the rest is counted, and told once.");

  for (guint i = 0; i < 5000; i++)
    publish (fixture, "ping");
  sample_wait_until (has_event (fixture, "\"code\":\"triggers_dropped\""));
  g_assert_cmpint (get_number (fixture, "dropped"), >, 0);
  sample_wait_until (get_number (fixture, "running") == 0);
}

#define PING_PONG                                                                                  \
  "{\"triggers\":[{\"name\":\"a\",\"on\":{\"event\":\"ping\"},"                                    \
  "\"do\":[{\"publish\":{\"event\":\"pong\"}}]},"                                                  \
  "{\"name\":\"b\",\"on\":{\"event\":\"pong\"},\"do\":[{\"publish\":{\"event\":\"ping\"}}]}]}"

static void
test_loop (Fixture *fixture, gconstpointer data)
{
  guint n_echoes = 0;

  publish (fixture, "ping");
  sample_wait_until (has_event (fixture, "\"code\":\"trigger_loop\""));
  sample_wait_until (get_number (fixture, "running") == 0);
  g_assert_false (has_event (fixture, "trigger_loop"));
  fixture->seen = 1;
  while (has_event (fixture, "\"source\":\"trigger:"))
    n_echoes++;
  g_assert_cmpuint (n_echoes, ==, 16);
}

/* Every event sets off three more: only the queue and the rate keep that from going on for ever. */
#define BREEDS                                                                                     \
  "{\"triggers\":[{\"name\":\"a\",\"on\":{\"event\":\"ping\"},\"do\":[{\"publish\":{\"event\":"    \
  "\"ping\"}},{\"publish\":{\"event\":\"ping\"}},{\"publish\":{\"event\":\"ping\"}}]}]}"

static void
test_breeding (Fixture *fixture, gconstpointer data)
{
  publish (fixture, "ping");
  sample_wait_until (has_event (fixture, "\"code\":\"trigger"));
  sample_wait_until (get_number (fixture, "running") == 0);
  g_assert_cmpuint (perch_event_hub_get_newest (fixture->hub), <, 1000);
}

#define SLOW "{\"triggers\":[{\"name\":\"stop\",\"do\":[{\"start\":\"main\"}]}]}"

static void
test_full_and_ended (Fixture *fixture, gconstpointer data)
{
  g_autofree Answer *answers = g_new0 (Answer, MAX_RUNS + 1);

  g_test_summary ("One too many is refused; at the end who waits is told so.");

  for (guint i = 0; i <= MAX_RUNS; i++)
    {
      g_autofree char *trace_id = g_strdup_printf ("%032x", i);

      perch_triggers_execute_async (fixture->triggers, "stop", NULL, 0, trace_id, executed_cb,
                                    &answers[i]);
    }
  g_assert_cmpint (get_number (fixture, "running"), ==, MAX_RUNS);
  perch_triggers_end (fixture->triggers);
  for (guint i = 0; i <= MAX_RUNS; i++)
    {
      sample_wait_until (answers[i].done);
      g_assert_error (answers[i].error, PERCH_TRIGGER_ERROR,
                      (int) (i < MAX_RUNS ? PERCH_TRIGGER_ERROR_ENDING : PERCH_TRIGGER_ERROR_BUSY));
      answer_clear (&answers[i]);
    }
  begin (fixture, "stop", &answers[0]);
  sample_wait_until (answers[0].done);
  g_assert_error (answers[0].error, PERCH_TRIGGER_ERROR, PERCH_TRIGGER_ERROR_ENDING);
  answer_clear (&answers[0]);
}

static void
test_reload (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->backends.dir, "triggers.json", NULL);
  g_auto (Answer) answer = { 0 };

  g_test_summary ("The next version counts, with what is wrong in it; a broken one does not.");

  g_assert_true (g_file_set_contents (path, SLOW, -1, NULL));
  while (!answer.ok)
    {
      answer_clear (&answer);
      execute (fixture, "stop", &answer);
    }
  g_test_expect_message ("perch", G_LOG_LEVEL_WARNING, "*triggers.json: 1:2: *");
  g_assert_true (g_file_set_contents (path, "{", -1, NULL));
  sample_wait_until (has_problem (fixture));
  g_test_assert_expected_messages ();
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, json, func) g_test_add ("/triggers/" name, Fixture, json, setup, func, teardown)
  ADD ("execute", NAMED, test_execute);
  ADD ("raise", NAMED, test_raise);
  ADD ("event", ECHO, test_event);
  ADD ("many-events", ECHO, test_many_events);
  ADD ("loop", PING_PONG, test_loop);
  ADD ("breeding", BREEDS, test_breeding);
  ADD ("full-and-ended", SLOW, test_full_and_ended);
  ADD ("reload", ECHO, test_reload);
  return g_test_run ();
}
