/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "tests/unit/backend-manager/http-client-fixture.h"

#include "backend-manager/error.h"

static void
test_timeout (HttpClientFixture *fixture, gconstpointer data)
{
  g_auto (PerchOutcome) outcome = { 0 };
  g_auto (PerchOutcome) after = { 0 };

  http_client_call (fixture, "silent", 50, &outcome);
  perch_outcome_assert_error (&outcome, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_TIMED_OUT,
                              "did not answer in time");
  http_client_call (fixture, "add", HTTP_CLIENT_PATIENCE_MS, &after);
  perch_outcome_assert_json (&after, "{\"value\":3}");
}

static void
test_cancel (HttpClientFixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (PerchOutcome) outcome = { 0 };
  g_auto (PerchOutcome) late = { 0 };

  perch_backend_client_call_async (fixture->client, "silent", NULL, NULL, HTTP_CLIENT_PATIENCE_MS,
                                   cancellable, perch_outcome_called_cb, &outcome);
  while (fixture->n_waiting == 0)
    g_main_context_iteration (NULL, TRUE);
  g_cancellable_cancel (cancellable);
  perch_outcome_assert_error (&outcome, G_IO_ERROR, G_IO_ERROR_CANCELLED, "");

  perch_backend_client_call_async (fixture->client, "add", NULL, NULL, HTTP_CLIENT_PATIENCE_MS,
                                   cancellable, perch_outcome_called_cb, &late);
  perch_outcome_assert_error (&late, G_IO_ERROR, G_IO_ERROR_CANCELLED, "");
}

static void
test_close (HttpClientFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) reason =
      g_error_new_literal (PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_EXITED, "it left");
  g_autoptr (GError) other = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, "again");
  g_auto (PerchOutcome) one = { 0 };
  g_auto (PerchOutcome) two = { 0 };
  g_auto (PerchOutcome) late = { 0 };

  http_client_call (fixture, "silent", HTTP_CLIENT_PATIENCE_MS, &one);
  http_client_call (fixture, "silent", HTTP_CLIENT_PATIENCE_MS, &two);
  while (fixture->n_waiting < 2)
    g_main_context_iteration (NULL, TRUE);
  perch_backend_client_close (fixture->client, reason);
  perch_backend_client_close (fixture->client, other);
  perch_outcome_assert_error (&one, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_EXITED, "it left");
  perch_outcome_assert_error (&two, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_EXITED, "it left");
  http_client_call (fixture, "add", HTTP_CLIENT_PATIENCE_MS, &late);
  perch_outcome_assert_error (&late, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_EXITED, "it left");
}

/* One connection serves calls that follow each other, and as many as needed those that don't. */
static void
test_connections (HttpClientFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) reason = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CLOSED, "over");
  PerchOutcome waiting[5] = { 0 };

  for (guint i = 0; i < 20; i++)
    {
      g_auto (PerchOutcome) outcome = { 0 };

      http_client_call (fixture, "add", HTTP_CLIENT_PATIENCE_MS, &outcome);
      perch_outcome_assert_json (&outcome, "{\"value\":3}");
    }
  g_assert_cmpuint (g_hash_table_size (fixture->connections), ==, 1);

  for (guint i = 0; i < G_N_ELEMENTS (waiting); i++)
    http_client_call (fixture, "silent", HTTP_CLIENT_PATIENCE_MS, &waiting[i]);
  while (fixture->n_waiting < G_N_ELEMENTS (waiting))
    g_main_context_iteration (NULL, TRUE);
  perch_backend_client_close (fixture->client, reason);
  for (guint i = 0; i < G_N_ELEMENTS (waiting); i++)
    {
      perch_outcome_wait (&waiting[i]);
      perch_outcome_clear (&waiting[i]);
    }
}

static void
test_ping (HttpClientFixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *path;
    const char *words; /* %NULL for a yes */
    int code;
  } cases[] = {
    { "/health", NULL },
    { "/html", NULL },
    { "/endless", NULL },
    { "/broken500", "500 Internal Server Error to GET /broken500", PERCH_BACKEND_ERROR_CALL },
    { "/elsewhere", "302 Found", PERCH_BACKEND_ERROR_CALL },
    { "/%zz", "“/%zz” can’t be the path of a URL", PERCH_BACKEND_ERROR_NOT_READY },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (PerchBackendClient) client = http_client_new_for (fixture->port, cases[i].path);
      g_auto (PerchOutcome) outcome = { 0 };

      perch_backend_client_ping_async (client, HTTP_CLIENT_PATIENCE_MS, NULL,
                                       perch_outcome_pinged_cb, &outcome);
      if (cases[i].words == NULL)
        {
          perch_outcome_wait (&outcome);
          g_assert_no_error (outcome.error);
        }
      else
        perch_outcome_assert_error (&outcome, PERCH_BACKEND_ERROR, cases[i].code, cases[i].words);
    }
}

static void
test_nobody_listens (HttpClientFixture *fixture, gconstpointer data)
{
  g_auto (PerchOutcome) outcome = { 0 };

  soup_server_disconnect (fixture->server);
  http_client_call (fixture, "add", HTTP_CLIENT_PATIENCE_MS, &outcome);
  perch_outcome_assert_error (&outcome, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED,
                              "can’t be asked at http://127.0.0.1:");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func)                                                                            \
  g_test_add ("/http-client-connections/" name, HttpClientFixture, NULL, http_client_set_up, func, \
              http_client_tear_down)
  ADD ("timeout", test_timeout);
  ADD ("cancel", test_cancel);
  ADD ("close", test_close);
  ADD ("connections", test_connections);
  ADD ("ping", test_ping);
  ADD ("nobody-listens", test_nobody_listens);
  return g_test_run ();
}
