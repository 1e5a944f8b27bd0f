/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/backend-private.h"

#include <errno.h>
#include <string.h>

#include "backend-manager/clock.h"
#include "backend-manager/free-port.h"
#include "backend-manager/text.h"
#include "backend-manager/utf8.h"

/* A spawn that the system refused for want of something it may have again soon. */
#define MAX_REFUSALS 5
#define REFUSAL_WAIT_MS 200

/* sysexits.h: EX_CONFIG. By convention a program ends so when its settings are wrong. */
#define EXIT_CONFIGURATION 78

#define LAST_ERROR_LINES 20

/* As much of it fits into one sentence. */
#define LAST_WORDS_LINES 3
#define LAST_WORDS_BYTES 400

/* How often another port is tried when somebody else got the one that was chosen. */
#define MAX_LOST_PORTS 5

static void
settle (PerchBackend *self,
        PerchBackendState state,
        PerchBackendMissing missing,
        const GError *error)
{
  self->wish_running = FALSE;
  self->generation++;
  perch_backend_disarm (self);
  perch_backend_set_missing (self, missing, error->message);
  perch_backend_set_state (self, state);
  perch_waiters_fail (self->starts, error);
}

/**
 * perch_backend_settle:
 *
 * Nothing runs, and only a person can change that.
 */
void
perch_backend_settle (PerchBackend *self, PerchBackendState state, const GError *error)
{
  settle (self, state, PERCH_BACKEND_MISSING_NOTHING, error);
}

/**
 * perch_backend_settle_not_found:
 * @missing: what a person would have to bring
 *
 * The same, because something is not there.
 */
void
perch_backend_settle_not_found (PerchBackend *self,
                                PerchBackendMissing missing,
                                const GError *error)
{
  settle (self, PERCH_BACKEND_STATE_NOT_FOUND, missing, error);
}

static gboolean
refusal_may_heal (int code)
{
  return code == EAGAIN || code == ENOMEM || code == ETXTBSY || code == EMFILE || code == ENFILE;
}

static gboolean
wait_is_over_cb (gpointer user_data)
{
  PerchBackend *self = user_data;

  perch_backend_disarm (self);
  self->restarts++;
  perch_backend_begin (self);
  return G_SOURCE_REMOVE;
}

/**
 * perch_backend_fail_run:
 * @error: what callers of start are told
 * @ran_us: how long it ran
 * @can_heal: another try may go better
 *
 * The run failed: asks the policy what follows.
 */
void
perch_backend_fail_run (PerchBackend *self, const GError *error, gint64 ran_us, gboolean can_heal)
{
  gboolean clean = self->cause == PERCH_CAUSE_ITSELF && self->exit.code == 0;
  guint wait_ms = 0;
  PerchRestartVerdict verdict = perch_restart_policy_ended (self->policy, g_get_monotonic_time (),
                                                            ran_us, clean, can_heal, &wait_ms);

  switch (verdict)
    {
    case PERCH_RESTART_VERDICT_STAY:
      perch_backend_settle (self, clean ? PERCH_BACKEND_STATE_STOPPED : PERCH_BACKEND_STATE_FAILED,
                            error);
      if (clean)
        perch_backend_set_problem (self, NULL);
      break;
    case PERCH_RESTART_VERDICT_WAIT:
      perch_backend_set_problem (self, error->message);
      self->next_try_us = perch_clock_boottime_us () + (gint64) wait_ms * 1000;
      perch_backend_set_state (self, PERCH_BACKEND_STATE_BACKOFF);
      perch_backend_arm (self, wait_ms, wait_is_over_cb);
      perch_waiters_fail (self->starts, error);
      break;
    case PERCH_RESTART_VERDICT_GIVE_UP:
    default:
      perch_backend_settle (self, PERCH_BACKEND_STATE_FAILED, error);
      break;
    }
}

static void
keep_last_error (PerchBackend *self)
{
  g_auto (GStrv) lines =
      perch_output_ring_tail_stream (self->fresh, PERCH_STREAM_STDERR, LAST_ERROR_LINES);

  if (lines[0] == NULL)
    {
      g_clear_pointer (&lines, g_strfreev);
      lines = perch_output_ring_tail (self->fresh, LAST_ERROR_LINES);
    }
  g_strfreev (self->last_error);
  self->last_error = g_steal_pointer (&lines);
  g_object_notify (G_OBJECT (self), "last-error");
}

/* Returns: (transfer full): the last that it said on stderr, on one line; empty when it was silent
 */
static char *
describe_last_words (PerchBackend *self)
{
  g_auto (GStrv) lines =
      perch_output_ring_tail_stream (self->fresh, PERCH_STREAM_STDERR, LAST_WORDS_LINES);
  g_autofree char *joined = g_strjoinv (" / ", lines);
  g_autofree char *escaped = perch_text_escape (joined);
  gsize length = strlen (escaped);
  gsize cut = perch_utf8_cut (escaped, length, LAST_WORDS_BYTES);

  if (length == 0)
    return g_strdup ("");
  return g_strdup_printf ("; it said: %.*s%s", (int) cut, escaped, cut < length ? "…" : "");
}

/* What the last probe found, such as a stranger on the port, is the reason that people look for. */
static GError *
build_not_ready_error (PerchBackend *self)
{
  g_autofree char *last_words = describe_last_words (self);
  PerchReadyOn on = self->profile->ready_on;
  gboolean probed =
      (on == PERCH_READY_ON_HTTP || on == PERCH_READY_ON_HEALTH) && self->problem != NULL;

  return g_error_new (PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_NOT_READY,
                      "not ready within %g s%s%s%s", self->profile->ready_timeout_ms / 1000.0,
                      probed ? ": " : "", probed ? self->problem : "", last_words);
}

/* The error that callers of start get when the run is over and nobody asked for that. */
static GError *
build_end_error (PerchBackend *self, PerchCause cause)
{
  if (cause == PERCH_CAUSE_REFUSED)
    return g_error_new_literal (PERCH_BACKEND_ERROR,
                                refusal_may_heal (self->refused_errno)
                                    ? PERCH_BACKEND_ERROR_SPAWN
                                    : PERCH_BACKEND_ERROR_NOT_EXECUTABLE,
                                self->problem);
  if (cause == PERCH_CAUSE_NOT_READY)
    return build_not_ready_error (self);
  if (cause == PERCH_CAUSE_UNHEALTHY)
    return g_error_new (PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_EXITED,
                        "did not answer %u health checks in a row", self->profile->health_failures);
  return g_error_new_literal (PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_EXITED, self->exit_reason);
}

static gboolean
spawn_again_cb (gpointer user_data)
{
  PerchBackend *self = user_data;

  perch_backend_disarm (self);
  perch_backend_try_spawn (self);
  return G_SOURCE_REMOVE;
}

/* A port is chosen a moment before the backend binds it, and somebody else may be quicker. As
 * nothing is left of the backend, whoever has its port now is a stranger. */
static gboolean
has_lost_its_port (PerchBackend *self)
{
  const PerchBackendEndpoint *endpoint = perch_backend_get_endpoint (self);

  return endpoint != NULL && endpoint->port != 0 && self->profile->port == 0 && !self->was_ready &&
         (self->cause == PERCH_CAUSE_ITSELF || self->cause == PERCH_CAUSE_NOT_READY) &&
         perch_free_port_is_taken (endpoint->port);
}

static void
ended_unasked (PerchBackend *self, gint64 ran_us)
{
  g_autoptr (GError) error = build_end_error (self, self->cause);
  gboolean can_heal = TRUE;

  if (self->cause == PERCH_CAUSE_REFUSED)
    {
      can_heal = refusal_may_heal (self->refused_errno);
      if (can_heal && ++self->refusals < MAX_REFUSALS)
        {
          self->cause = PERCH_CAUSE_NONE;
          perch_backend_arm (self, REFUSAL_WAIT_MS, spawn_again_cb);
          return;
        }
    }
  else
    {
      keep_last_error (self);
      can_heal = self->cause != PERCH_CAUSE_ITSELF || self->exit.code != EXIT_CONFIGURATION;
    }
  perch_backend_fail_run (self, error, ran_us, can_heal);
}

/* Somebody said stop, perhaps while the rest of a run was swept that had ended by itself. */
static void
ended_asked (PerchBackend *self)
{
  perch_backend_set_problem (self, NULL);
  if (!self->wish_running)
    perch_backend_set_state (self, PERCH_BACKEND_STATE_STOPPED);
  perch_waiters_succeed (self->stops);
  /* Those who waited may have asked for something else by now. */
  if (self->state != PERCH_BACKEND_STATE_STOPPING)
    return;
  if (self->wish_running)
    perch_backend_begin (self);
  else
    perch_backend_set_state (self, PERCH_BACKEND_STATE_STOPPED);
}

static void
ended_with_leftovers (PerchBackend *self, guint denied)
{
  g_autoptr (GError) error =
      g_error_new (PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_LEFTOVERS,
                   "%u of its processes are left, which Perch has no permission to end", denied);

  perch_waiters_fail (self->stops, error);
  perch_backend_settle (self, PERCH_BACKEND_STATE_FAILED, error);
}

/* A run that was executed has said its exit, and has lost its client then. One that was refused
 * never was, and its client must not outlive it: the next run has its own. */
static void
close_client_of_ended_run (PerchBackend *self)
{
  g_autoptr (GError) error = g_error_new_literal (PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_EXITED,
                                                  "The backend has ended");

  perch_backend_close_client (self, error);
}

/**
 * perch_backend_ended_cb:
 *
 * The run is over: decides what comes next.
 */
void
perch_backend_ended_cb (PerchRun *run, gboolean empty, guint denied, PerchBackend *backend)
{
  g_autoptr (PerchBackend) self = g_object_ref (backend);
  gint64 ran_us = self->started_us != 0 ? perch_clock_boottime_us () - self->started_us : 0;
  gboolean lost_port = has_lost_its_port (self);

  g_signal_handlers_disconnect_by_data (run, self);
  g_clear_object (&self->run);
  close_client_of_ended_run (self);
  perch_backend_take_place (self, NULL);
  self->generation++;
  perch_backend_set_process (self, 0, 0);

  if (!empty)
    ended_with_leftovers (self, denied);
  else if (lost_port && self->wish_running && ++self->lost_ports < MAX_LOST_PORTS)
    perch_backend_begin_elsewhere (self);
  else if (self->cause != PERCH_CAUSE_ASKED &&
           (self->wish_running || self->state == PERCH_BACKEND_STATE_STARTING))
    ended_unasked (self, ran_us);
  else
    ended_asked (self);
}
