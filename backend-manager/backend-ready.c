/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/backend-private.h"

#include "backend-manager/http-client.h"
#include "backend-manager/probe.h"

/* How often a backend is asked whether it is ready, and how long one answer may take. */
#define PROBE_EVERY_MS 250
#define PROBE_TIMEOUT_MS 2000

/* A log line is matched against `ready.pattern` up to this length. */
#define MAX_MATCHED_BYTES 8192

static gboolean health_due_cb (gpointer user_data);

static void
become_running (PerchBackend *self)
{
  perch_backend_disarm (self);
  self->failed_probes = 0;
  self->was_ready = TRUE;
  self->excuses = 0;
  perch_sleep_check_begin (&self->sleep);
  perch_backend_set_state (self, PERCH_BACKEND_STATE_RUNNING);
  perch_backend_set_problem (self, NULL);
  if (self->profile->health_on)
    perch_backend_arm (self, self->profile->health_interval_ms, health_due_cb);
  perch_waiters_succeed (self->starts);
}

/* Where HTTP is asked for the health of the backend; %NULL when it has another way to answer.
 *
 * Returns: (transfer full) (nullable) */
static PerchBackendEndpoint *
new_http_place (PerchBackend *self, const char *path)
{
  const PerchBackendEndpoint *endpoint = perch_backend_get_endpoint (self);

  if (endpoint != NULL && endpoint->kind == PERCH_BACKEND_KIND_HTTP)
    return perch_backend_endpoint_new_for_port (PERCH_BACKEND_KIND_HTTP, endpoint->port,
                                                endpoint->secret, path);
  if (self->profile->kind == PERCH_BACKEND_KIND_STDIO && self->profile->port != 0)
    return perch_backend_endpoint_new_for_port (PERCH_BACKEND_KIND_HTTP, self->profile->port, NULL,
                                                path);
  return NULL;
}

/* HTTP is asked on a connection of its own, which no calls can keep busy. */
static void
probe (PerchBackend *self, const char *path, GAsyncReadyCallback callback)
{
  g_autoptr (PerchBackendEndpoint) place = new_http_place (self, path);
  g_autoptr (PerchBackendClient) client =
      place != NULL ? perch_http_client_new (place) : g_object_ref (self->client);

  g_clear_object (&self->probe);
  self->probe = g_cancellable_new ();
  perch_probe_async (client, place != NULL ? place : perch_backend_get_endpoint (self), self->root,
                     PROBE_TIMEOUT_MS, self->probe, callback, g_object_ref (self));
}

/* A backend may take some time to wake up: after a sleep it may fail as often again. */
static gboolean
is_excused (PerchBackend *self, const GError *error)
{
  if (perch_sleep_check_slept (&self->sleep))
    self->excuses = self->profile->health_failures;
  if (error == NULL)
    self->excuses = 0;
  if (self->excuses == 0)
    return FALSE;
  self->excuses--;
  return TRUE;
}

static void
judge_health (PerchBackend *self, const GError *error)
{
  const PerchProfile *profile = self->profile;

  if (is_excused (self, error))
    {
      perch_backend_arm (self, profile->health_interval_ms, health_due_cb);
      return;
    }
  perch_backend_set_problem (self, error != NULL ? error->message : NULL);
  self->failed_probes = error != NULL ? self->failed_probes + 1 : 0;

  if (self->failed_probes == 0 && self->state == PERCH_BACKEND_STATE_UNHEALTHY)
    perch_backend_set_state (self, PERCH_BACKEND_STATE_RUNNING);
  else if (self->failed_probes >= profile->health_failures && profile->health_restart)
    {
      perch_backend_end_run (self, PERCH_CAUSE_UNHEALTHY);
      return;
    }
  else if (self->failed_probes >= profile->health_failures &&
           self->state == PERCH_BACKEND_STATE_RUNNING)
    perch_backend_set_state (self, PERCH_BACKEND_STATE_UNHEALTHY);

  perch_backend_arm (self, profile->health_interval_ms, health_due_cb);
}

static void
health_probed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PerchBackend) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!perch_probe_finish (result, &error) &&
      g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return; /* The run it asked about is being ended. */

  judge_health (self, error);
}

static gboolean
health_due_cb (gpointer user_data)
{
  PerchBackend *self = user_data;

  perch_backend_disarm (self);
  probe (self, self->profile->health_path, health_probed_cb);
  return G_SOURCE_REMOVE;
}

static gboolean
deadline_cb (gpointer user_data)
{
  PerchBackend *self = user_data;

  perch_backend_disarm (self);
  if (perch_sleep_check_slept (&self->sleep))
    perch_backend_await_ready (self);
  else
    perch_backend_end_run (self, PERCH_CAUSE_NOT_READY);
  return G_SOURCE_REMOVE;
}

static gboolean ready_due_cb (gpointer user_data);

static void
ready_probed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PerchBackend) self = user_data;
  g_autoptr (GError) error = NULL;

  if (perch_probe_finish (result, &error))
    become_running (self);
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  else
    {
      perch_backend_set_problem (self, error->message);
      if (g_get_monotonic_time () >= self->ready_deadline_us)
        deadline_cb (self);
      else
        perch_backend_arm (self, PROBE_EVERY_MS, ready_due_cb);
    }
}

static gboolean
ready_due_cb (gpointer user_data)
{
  PerchBackend *self = user_data;

  perch_backend_disarm (self);
  probe (self, self->profile->ready_path, ready_probed_cb);
  return G_SOURCE_REMOVE;
}

/**
 * perch_backend_await_ready:
 *
 * The program has been executed: waits for what its profile calls ready.
 */
void
perch_backend_await_ready (PerchBackend *self)
{
  guint timeout_ms = self->profile->ready_timeout_ms;

  perch_sleep_check_begin (&self->sleep);
  switch (self->profile->ready_on)
    {
    case PERCH_READY_ON_HTTP:
    case PERCH_READY_ON_HEALTH:
      self->ready_deadline_us = g_get_monotonic_time () + (gint64) timeout_ms * 1000;
      perch_backend_arm (self, PROBE_EVERY_MS, ready_due_cb);
      break;
    case PERCH_READY_ON_STATUS:
    case PERCH_READY_ON_LOG:
      if (self->said_ready)
        become_running (self);
      else
        perch_backend_arm (self, timeout_ms, deadline_cb);
      break;
    case PERCH_READY_ON_SPAWN:
    default:
      become_running (self);
      break;
    }
}

/**
 * perch_backend_woke:
 *
 * The machine has slept: the backend gets time to wake up before it is called late or unhealthy.
 */
void
perch_backend_woke (PerchBackend *self)
{
  perch_sleep_check_force (&self->sleep);
}

static gboolean
line_matches (PerchBackend *self, const PerchLine *line)
{
  gsize length = MIN (line->length, MAX_MATCHED_BYTES);

  if (self->ready_regex == NULL)
    return FALSE;
  while (length < line->length && length > 0 && ((guchar) line->text[length] & 0xc0) == 0x80)
    length--; /* not within a character */
  return g_regex_match_full (self->ready_regex, line->text, (gssize) length, 0, 0, NULL, NULL);
}

static gboolean
is_word_of_readiness (const char *word)
{
  return g_str_equal (word, "ready") || g_str_equal (word, "started") ||
         g_str_equal (word, "running");
}

/**
 * perch_backend_look_for_readiness:
 * @lines: (array length=n_lines): what the backend has just said
 *
 * Takes its status words, and sees whether one of the lines makes it ready.
 */
void
perch_backend_look_for_readiness (PerchBackend *self, const PerchBackendLine *lines, guint n_lines)
{
  PerchReadyOn on = self->profile->ready_on;

  for (guint i = 0; i < n_lines; i++)
    {
      if (lines[i].message.kind == PERCH_MESSAGE_STATUS)
        {
          g_autofree char *word = perch_slice_dup_string (lines[i].message.name);

          perch_backend_set_status_text (self, word);
          if (on == PERCH_READY_ON_STATUS && is_word_of_readiness (word))
            self->said_ready = TRUE;
        }
      else if (on == PERCH_READY_ON_LOG && !self->said_ready)
        self->said_ready = line_matches (self, &lines[i].line);
    }

  /* A quick backend speaks before the guard's word of its start has been read. */
  if (self->said_ready && self->pid != 0 && self->state == PERCH_BACKEND_STATE_STARTING)
    become_running (self);
}
