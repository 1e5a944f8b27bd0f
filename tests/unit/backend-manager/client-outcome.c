/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "tests/unit/backend-manager/client-outcome.h"

#include <string.h>

/* Long enough for a busy machine; reached only when a test fails. */
#define WATCHDOG_SECONDS 60

void
perch_outcome_called_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  PerchOutcome *self = user_data;

  g_assert_false (self->returned);
  self->returned = TRUE;
  self->result =
      perch_backend_client_call_finish (PERCH_BACKEND_CLIENT (source), result, &self->error);
  g_assert_cmpint (self->result == NULL, ==, self->error != NULL);
}

void
perch_outcome_pinged_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  PerchOutcome *self = user_data;

  g_assert_false (self->returned);
  self->returned = TRUE;
  self->ok = perch_backend_client_ping_finish (PERCH_BACKEND_CLIENT (source), result, &self->error);
  g_assert_cmpint (self->ok, ==, self->error == NULL);
}

void
perch_outcome_floats_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  PerchOutcome *self = user_data;

  g_assert_false (self->returned);
  self->returned = TRUE;
  self->result = perch_backend_client_floats_finish (PERCH_BACKEND_CLIENT (source), result,
                                                     &self->rows, &self->columns, &self->error);
}

static gboolean
watchdog_cb (gpointer user_data)
{
  g_error ("Nothing came back for %d s", WATCHDOG_SECONDS);
  return G_SOURCE_REMOVE;
}

void
perch_outcome_wait (PerchOutcome *self)
{
  guint watchdog = g_timeout_add_seconds (WATCHDOG_SECONDS, watchdog_cb, NULL);

  while (!self->returned)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (watchdog);
}

void
perch_outcome_assert_json (PerchOutcome *self, const char *json)
{
  perch_outcome_wait (self);
  g_assert_no_error (self->error);
  g_assert_cmpmem (g_bytes_get_data (self->result, NULL), g_bytes_get_size (self->result), json,
                   strlen (json));
}

void
perch_outcome_assert_error (PerchOutcome *self, GQuark domain, int code, const char *words)
{
  perch_outcome_wait (self);
  g_assert_error (self->error, domain, code);
  if (strstr (self->error->message, words) == NULL)
    g_error ("“%s” lacks “%s”", self->error->message, words);
}

void
perch_outcome_clear (PerchOutcome *self)
{
  g_clear_pointer (&self->result, g_bytes_unref);
  g_clear_error (&self->error);
}
