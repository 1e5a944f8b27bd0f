/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "tests/integration/backend-fixture.h"

#include <errno.h>
#include <sys/wait.h>

#include <glib/gstdio.h>

/* Long enough for a busy machine; reached only when a test fails. */
#define WATCHDOG_SECONDS 60

char *
backend_fixture_find (const char *relative)
{
  return g_build_filename (g_getenv ("PERCH_TOP_BUILDDIR"), relative, NULL);
}

/* @script: words for kid, separated by spaces; %NULL for an executable that does not exist */
PerchProfile *
backend_fixture_profile (const char *script)
{
  g_autofree char *kid = backend_fixture_find ("tests/fixtures/kid");
  g_auto (GStrv) words = g_strsplit (script != NULL ? script : "", " ", -1);

  return perch_profile_new ("main", script != NULL ? kid : "/nonexistent/backend",
                            (const char *const *) words);
}

static void
state_changed_cb (PerchBackend *backend, GParamSpec *pspec, BackendFixture *fixture)
{
  PerchBackendState state = perch_backend_get_state (backend);

  g_test_message ("-> %s", perch_backend_state_to_string (state));
  g_array_append_val (fixture->states, state);
}

/* @profile: (transfer full) */
void
backend_fixture_set_up (BackendFixture *fixture, PerchProfile *profile)
{
  g_autofree char *guard = backend_fixture_find ("backend-manager/guard/perch-guard");
  PerchExecutablePlaces places = { 0 };
  PerchBackendConfig *config;

  fixture->folder = g_dir_make_tmp ("perch-backend-XXXXXX", NULL);
  fixture->run_dir = g_build_filename (fixture->folder, "run", NULL);
  fixture->place_dir = g_build_filename (fixture->folder, "places", NULL);
  fixture->states = g_array_new (FALSE, FALSE, sizeof (PerchBackendState));
  config = perch_backend_config_new (guard, NULL, fixture->run_dir, fixture->place_dir, &places);
  fixture->backend = perch_backend_new (profile, config);
  g_signal_connect (fixture->backend, "notify::state", G_CALLBACK (state_changed_cb), fixture);
  perch_backend_config_unref (config);
  perch_profile_unref (profile);
}

static gboolean
watchdog_cb (gpointer user_data)
{
  g_error ("Waited %d s for %s", WATCHDOG_SECONDS, (const char *) user_data);
  return G_SOURCE_REMOVE;
}

/* A look-up of the executable that nobody waits for any more may still be under way. */
static void
wait_for_finalize (PerchBackend *backend)
{
  guint watchdog = g_timeout_add_seconds (WATCHDOG_SECONDS, watchdog_cb, (gpointer) "finalize");

  g_object_add_weak_pointer (G_OBJECT (backend), (gpointer *) &backend);
  g_object_unref (backend);
  while (backend != NULL)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (watchdog);
}

/* Not even a zombie stays: the guard is reaped though the backend that started it is gone. */
static void
wait_for_children (void)
{
  guint watchdog = g_timeout_add_seconds (WATCHDOG_SECONDS, watchdog_cb, (gpointer) "children");
  siginfo_t ended;

  while (waitid (P_ALL, 0, &ended, WEXITED | WNOHANG | WNOWAIT) == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (errno, ==, ECHILD);
  g_source_remove (watchdog);
}

static void
assert_empty_folder (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);

  if (dir != NULL)
    g_assert_cmpstr (g_dir_read_name (dir), ==, NULL);
}

void
backend_fixture_tear_down (BackendFixture *fixture)
{
  g_auto (BackendCall) stop = { 0 };

  backend_call_stop (fixture, &stop);
  backend_call_wait (&stop);
  g_assert_no_error (stop.error);
  assert_empty_folder (fixture->run_dir);
  assert_empty_folder (fixture->place_dir);
  wait_for_finalize (g_steal_pointer (&fixture->backend));
  wait_for_children ();
  g_rmdir (fixture->run_dir);
  g_rmdir (fixture->place_dir);
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_free (fixture->run_dir);
  g_free (fixture->place_dir);
  g_free (fixture->folder);
  g_array_unref (fixture->states);
}

void
backend_fixture_wait_for_state (BackendFixture *fixture, PerchBackendState state)
{
  guint watchdog = g_timeout_add_seconds (WATCHDOG_SECONDS, watchdog_cb,
                                          (gpointer) perch_backend_state_to_string (state));

  while (perch_backend_get_state (fixture->backend) != state)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (watchdog);
}

static void
started_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  BackendCall *call = user_data;

  perch_backend_start_finish (PERCH_BACKEND (source), result, &call->error);
  call->returned = TRUE;
}

static void
stopped_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  BackendCall *call = user_data;

  perch_backend_stop_finish (PERCH_BACKEND (source), result, &call->error);
  call->returned = TRUE;
}

void
backend_call_start (BackendFixture *fixture, BackendCall *call)
{
  perch_backend_start_async (fixture->backend, NULL, started_cb, call);
}

void
backend_call_stop (BackendFixture *fixture, BackendCall *call)
{
  perch_backend_stop_async (fixture->backend, NULL, stopped_cb, call);
}

void
backend_call_restart (BackendFixture *fixture, BackendCall *call)
{
  perch_backend_restart_async (fixture->backend, NULL, started_cb, call);
}

void
backend_call_wait (BackendCall *call)
{
  guint watchdog = g_timeout_add_seconds (WATCHDOG_SECONDS, watchdog_cb, (gpointer) "a call");

  while (!call->returned)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (watchdog);
}

void
backend_call_clear (BackendCall *call)
{
  g_clear_error (&call->error);
}
