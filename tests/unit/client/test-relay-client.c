/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/cli/relay-client.h"

#include <math.h>

#include "backend-manager/error.h"
#include "tests/unit/client/client-fixture.h"

#define TIMEOUT_MS 30000

static void
start_call (PerchBackendClient *relay, const char *params, ClientFixture *fixture)
{
  g_autoptr (GBytes) bytes = params != NULL ? g_bytes_new_static (params, strlen (params)) : NULL;

  perch_backend_client_call_async (relay, "words.count", bytes, NULL, TIMEOUT_MS, NULL,
                                   client_fixture_result_cb, fixture);
}

static void
assert_call (ClientFixture *fixture, const char *params, const char *body, const char *wanted)
{
  g_autoptr (PerchBackendClient) relay = perch_relay_client_new (fixture->client, "main");
  g_autoptr (GBytes) answer = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  start_call (relay, params, fixture);
  client_fixture_wait (fixture);
  answer = perch_backend_client_call_finish (relay, fixture->result, &error);
  g_assert_no_error (error);
  text = g_strndup (g_bytes_get_data (answer, NULL), g_bytes_get_size (answer));
  g_assert_cmpstr (text, ==, wanted);
  g_assert_cmpstr (fixture->asked, ==, "POST /api/backends/main/call");
  g_assert_cmpstr (fixture->body, ==, body);
  g_clear_object (&fixture->result);
}

static void
test_calls (ClientFixture *fixture, gconstpointer user_data)
{
  fixture->reply = "{\"status\":\"ok\",\"result\":{\"a\":[1,null]}}";
  assert_call (fixture, NULL, "{\"method\":\"words.count\",\"timeout_ms\":30000}",
               "{\"a\":[1,null]}");
  fixture->reply = "{\"status\":\"ok\",\"result\":null}";
  assert_call (fixture, "{\"x\":2}",
               "{\"method\":\"words.count\",\"timeout_ms\":30000,\"params\":{\"x\":2}}", "null");
}

static void
test_timeout (ClientFixture *fixture, gconstpointer user_data)
{
  const struct
  {
    guint timeout_ms;
    const char *body;
  } times[] = {
    { 1, "{\"method\":\"words.count\",\"timeout_ms\":1000}" },
    { 1000, "{\"method\":\"words.count\",\"timeout_ms\":1000}" },
    { 1001, "{\"method\":\"words.count\",\"timeout_ms\":2000}" },
  };
  g_autoptr (PerchBackendClient) relay = perch_relay_client_new (fixture->client, "main");

  g_test_summary ("Whole seconds, and never less than was asked for.");

  fixture->reply = "{\"status\":\"ok\",\"result\":1}";
  for (gsize i = 0; i < G_N_ELEMENTS (times); i++)
    {
      perch_backend_client_call_async (relay, "words.count", NULL, NULL, times[i].timeout_ms, NULL,
                                       client_fixture_result_cb, fixture);
      client_fixture_wait (fixture);
      g_assert_cmpstr (fixture->body, ==, times[i].body);
      g_clear_object (&fixture->result);
    }
}

static void
test_refused (ClientFixture *fixture, gconstpointer user_data)
{
  g_autoptr (PerchBackendClient) relay = perch_relay_client_new (fixture->client, "main");
  g_autoptr (GError) error = NULL;

  fixture->status = SOUP_STATUS_NOT_IMPLEMENTED;
  fixture->reply =
      "{\"status\":\"error\",\"error\":{\"code\":\"no_such_method\",\"message\":\"No\"}}";
  start_call (relay, NULL, fixture);
  client_fixture_wait (fixture);
  g_assert_null (perch_backend_client_call_finish (relay, fixture->result, &error));
  g_assert_error (error, PERCH_CLIENT_ERROR, PERCH_CLIENT_ERROR_REFUSED);
  g_assert_cmpstr (perch_client_error_get_code (error), ==, "no_such_method");
}

static void
test_ping (ClientFixture *fixture, gconstpointer user_data)
{
  g_autoptr (PerchBackendClient) relay = perch_relay_client_new (fixture->client, "main");
  g_autoptr (GError) error = NULL;

  fixture->reply = "{\"status\":\"ok\",\"result\":{\"status\":\"ok\"}}";
  perch_backend_client_ping_async (relay, TIMEOUT_MS, NULL, client_fixture_result_cb, fixture);
  client_fixture_wait (fixture);
  g_assert_true (perch_backend_client_ping_finish (relay, fixture->result, &error));
  g_assert_no_error (error);
  g_assert_nonnull (strstr (fixture->body, "\"ping\""));
}

static void
test_floats (ClientFixture *fixture, gconstpointer user_data)
{
  g_autoptr (PerchBackendClient) relay = perch_relay_client_new (fixture->client, "main");
  g_autoptr (GBytes) values = NULL;
  g_autoptr (GError) error = NULL;
  const double *numbers = NULL;
  guint rows = 0;
  guint columns = 0;

  fixture->reply = "{\"status\":\"ok\",\"result\":{\"data\":[[1,2.5],[null,4]]}}";
  perch_backend_client_floats_async (relay, "handle_1", 2, TIMEOUT_MS, NULL,
                                     client_fixture_result_cb, fixture);
  client_fixture_wait (fixture);
  values = perch_backend_client_floats_finish (relay, fixture->result, &rows, &columns, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (rows, ==, 2);
  g_assert_cmpuint (columns, ==, 2);
  numbers = g_bytes_get_data (values, NULL);
  g_assert_true (numbers[1] == 2.5);
  g_assert_true (isnan (numbers[2]));
}

static void
test_closed (ClientFixture *fixture, gconstpointer user_data)
{
  g_autoptr (PerchBackendClient) relay = perch_relay_client_new (fixture->client, "main");
  g_autoptr (GError) reason =
      g_error_new_literal (PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_EXITED, "It has ended");

  g_test_summary ("A call in flight is told why, and so is one that comes later.");

  start_call (relay, NULL, fixture);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GError) error = NULL;

      perch_backend_client_close (relay, reason);
      client_fixture_wait (fixture);
      g_assert_null (perch_backend_client_call_finish (relay, fixture->result, &error));
      g_assert_error (error, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_EXITED);
      g_clear_object (&fixture->result);
      if (i == 0)
        start_call (relay, NULL, fixture);
    }
}

static void
test_cancelled (ClientFixture *fixture, gconstpointer user_data)
{
  g_autoptr (PerchBackendClient) relay = perch_relay_client_new (fixture->client, "main");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  perch_backend_client_call_async (relay, "words.count", NULL, NULL, TIMEOUT_MS, cancellable,
                                   client_fixture_result_cb, fixture);
  g_cancellable_cancel (cancellable);
  client_fixture_wait (fixture);
  g_assert_null (perch_backend_client_call_finish (relay, fixture->result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc, char **argv)
{
  static const ClientFixtureTest tests[] = {
    { "/relay-client/calls", test_calls },         { "/relay-client/timeout", test_timeout },
    { "/relay-client/refused", test_refused },     { "/relay-client/ping", test_ping },
    { "/relay-client/floats", test_floats },       { "/relay-client/closed", test_closed },
    { "/relay-client/cancelled", test_cancelled }, { NULL, NULL },
  };

  return client_fixture_run_tests (argc, argv, tests);
}
