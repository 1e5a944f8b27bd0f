/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/backend-actions.h"

#include <glib/gstdio.h>
#include <unistd.h>

#include "sample-backends.h"

typedef struct
{
  SampleBackends samples;
  PerchBackend *backend;
  PerchBackendActions *actions;
  GActionGroup *group;
  char *trouble;
} Fixture;

static void
trouble_cb (PerchBackendActions *actions, const char *text, Fixture *fixture)
{
  g_free (fixture->trouble);
  fixture->trouble = g_strdup (text);
}

static void
setup (Fixture *fixture, gconstpointer data)
{
  sample_backends_init (&fixture->samples);
  sample_backends_add (&fixture->samples, "it", data);
  sample_backends_load (&fixture->samples);
  fixture->backend = sample_backends_get (&fixture->samples, "it");
  fixture->actions = perch_backend_actions_new (fixture->samples.manager, fixture->backend);
  fixture->group = perch_backend_actions_get_group (fixture->actions);
  g_signal_connect (fixture->actions, "trouble", G_CALLBACK (trouble_cb), fixture);
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->actions);
  sample_backends_clear (&fixture->samples);
  g_free (fixture->trouble);
}

static void
assert_enabled (Fixture *fixture, gboolean start, gboolean stop, gboolean restart)
{
  g_assert_cmpint (g_action_group_get_action_enabled (fixture->group, "start"), ==, start);
  g_assert_cmpint (g_action_group_get_action_enabled (fixture->group, "stop"), ==, stop);
  g_assert_cmpint (g_action_group_get_action_enabled (fixture->group, "restart"), ==, restart);
}

static void
test_life (Fixture *fixture, gconstpointer data)
{
  GPid first;

  assert_enabled (fixture, TRUE, FALSE, FALSE);
  g_action_group_activate_action (fixture->group, "start", NULL);
  assert_enabled (fixture, FALSE, TRUE, TRUE);
  sample_backends_wait (fixture->backend, PERCH_BACKEND_STATE_RUNNING);
  assert_enabled (fixture, FALSE, TRUE, TRUE);

  first = perch_backend_get_pid (fixture->backend);
  g_action_group_activate_action (fixture->group, "restart", NULL);
  sample_wait_until (perch_backend_get_state (fixture->backend) == PERCH_BACKEND_STATE_RUNNING &&
                     perch_backend_get_pid (fixture->backend) != first);

  g_action_group_activate_action (fixture->group, "stop", NULL);
  assert_enabled (fixture, FALSE, FALSE, FALSE);
  sample_backends_wait (fixture->backend, PERCH_BACKEND_STATE_STOPPED);
  assert_enabled (fixture, TRUE, FALSE, FALSE);
  g_assert_null (fixture->trouble);
}

static void
test_failed (Fixture *fixture, gconstpointer data)
{
  g_action_group_activate_action (fixture->group, "start", NULL);
  sample_backends_wait (fixture->backend, PERCH_BACKEND_STATE_FAILED);
  assert_enabled (fixture, TRUE, FALSE, TRUE);
}

static gboolean
get_autostart (Fixture *fixture)
{
  g_autoptr (GVariant) state = g_action_group_get_action_state (fixture->group, "autostart");

  return g_variant_get_boolean (state);
}

static void
test_autostart (Fixture *fixture, gconstpointer data)
{
  g_autofree char *file = g_build_filename (fixture->samples.profiles_dir, "it.json", NULL);
  g_autofree char *json = NULL;

  g_assert_false (get_autostart (fixture));
  g_action_group_activate_action (fixture->group, "autostart", NULL);
  g_assert_true (get_autostart (fixture));
  g_assert_true (perch_backend_manager_get_autostart (fixture->samples.manager, fixture->backend));
  g_assert_true (g_file_get_contents (file, &json, NULL, NULL));
  g_assert_nonnull (strstr (json, "autostart"));
  g_assert_null (fixture->trouble);
}

static void
test_autostart_elsewhere (Fixture *fixture, gconstpointer data)
{
  g_test_summary ("It follows what somebody else has made of the profile.");

  sample_backends_add_profile (&fixture->samples, "it",
                               "{\"executable\": \"/bin/true\", \"autostart\": true}");
  perch_backend_manager_reload (fixture->samples.manager);
  sample_wait_until (get_autostart (fixture));
}

static void
test_autostart_fails (Fixture *fixture, gconstpointer data)
{
  g_autofree char *file = g_build_filename (fixture->samples.profiles_dir, "it.json", NULL);

  g_test_summary ("A setting that can't be saved is not shown as if it were");

  g_assert_cmpint (g_remove (file), ==, 0);
  g_action_group_activate_action (fixture->group, "autostart", NULL);
  g_assert_false (get_autostart (fixture));
  g_assert_nonnull (fixture->trouble);
  g_assert_nonnull (strstr (fixture->trouble, "it.json"));
}

static void
test_group_outlives (Fixture *fixture, gconstpointer data)
{
  PerchBackendActions *other =
      perch_backend_actions_new (fixture->samples.manager, fixture->backend);
  GActionGroup *group = g_object_ref (perch_backend_actions_get_group (other));

  g_test_summary ("Who keeps the group keeps nothing that could be clicked");

  g_assert_finalize_object (other);
  g_assert_false (g_action_group_has_action (group, "start"));
  g_assert_finalize_object (group);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, script, function)                                                                \
  g_test_add ("/backend-actions/" name, Fixture, script, setup, function, teardown)
  ADD ("life", SAMPLE_RUNS, test_life);
  ADD ("failed", SAMPLE_FAILS, test_failed);
  ADD ("autostart", SAMPLE_RUNS, test_autostart);
  ADD ("autostart-elsewhere", SAMPLE_RUNS, test_autostart_elsewhere);
  ADD ("autostart-fails", SAMPLE_RUNS, test_autostart_fails);
  ADD ("group-outlives", SAMPLE_RUNS, test_group_outlives);
#undef ADD
  return g_test_run ();
}
