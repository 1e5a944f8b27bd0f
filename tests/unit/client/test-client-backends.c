/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "tests/unit/client/client-fixture.h"

static JsonNode *
status_blocking (PerchClient *client, GError **error)
{
  return perch_client_get_status (client, NULL, error);
}

static void
test_status (ClientFixture *fixture, gconstpointer user_data)
{
  g_autoptr (JsonNode) reply = NULL;
  g_autoptr (JsonNode) same = NULL;
  g_autoptr (GError) error = NULL;

  perch_client_get_status_async (fixture->client, NULL, client_fixture_result_cb, fixture);
  client_fixture_wait (fixture);
  reply = perch_client_get_status_finish (fixture->client, fixture->result, &error);
  g_assert_no_error (error);
  g_assert_nonnull (reply);
  g_assert_cmpstr (fixture->asked, ==, "GET /status");

  g_clear_pointer (&fixture->asked, g_free);
  same = client_fixture_block (fixture, status_blocking, &error);
  g_assert_no_error (error);
  g_assert_nonnull (same);
  g_assert_cmpstr (fixture->asked, ==, "GET /status");
}

static JsonNode *
list_blocking (PerchClient *client, GError **error)
{
  return perch_client_list_backends (client, NULL, error);
}

static void
test_list (ClientFixture *fixture, gconstpointer user_data)
{
  g_autoptr (JsonNode) reply = NULL;
  g_autoptr (JsonNode) same = NULL;
  g_autoptr (GError) error = NULL;

  perch_client_list_backends_async (fixture->client, NULL, client_fixture_result_cb, fixture);
  client_fixture_wait (fixture);
  reply = perch_client_list_backends_finish (fixture->client, fixture->result, &error);
  g_assert_no_error (error);
  g_assert_nonnull (reply);
  g_assert_cmpstr (fixture->asked, ==, "GET /api/backends");

  g_clear_pointer (&fixture->asked, g_free);
  same = client_fixture_block (fixture, list_blocking, &error);
  g_assert_no_error (error);
  g_assert_nonnull (same);
  g_assert_cmpstr (fixture->asked, ==, "GET /api/backends");
}

static JsonNode *
start_blocking (PerchClient *client, GError **error)
{
  return perch_client_change_backend (client, "a b", PERCH_CLIENT_START, NULL, error);
}

static void
test_start (ClientFixture *fixture, gconstpointer user_data)
{
  g_autoptr (JsonNode) reply = NULL;
  g_autoptr (JsonNode) same = NULL;
  g_autoptr (GError) error = NULL;

  perch_client_change_backend_async (fixture->client, "a b", PERCH_CLIENT_START, NULL,
                                     client_fixture_result_cb, fixture);
  client_fixture_wait (fixture);
  reply = perch_client_change_backend_finish (fixture->client, fixture->result, &error);
  g_assert_no_error (error);
  g_assert_nonnull (reply);
  g_assert_cmpstr (fixture->asked, ==, "POST /api/backends/a%20b/start");

  g_clear_pointer (&fixture->asked, g_free);
  same = client_fixture_block (fixture, start_blocking, &error);
  g_assert_no_error (error);
  g_assert_nonnull (same);
  g_assert_cmpstr (fixture->asked, ==, "POST /api/backends/a%20b/start");
}

static JsonNode *
stop_blocking (PerchClient *client, GError **error)
{
  return perch_client_change_backend (client, "main", PERCH_CLIENT_STOP, NULL, error);
}

static void
test_stop (ClientFixture *fixture, gconstpointer user_data)
{
  g_autoptr (JsonNode) reply = NULL;
  g_autoptr (JsonNode) same = NULL;
  g_autoptr (GError) error = NULL;

  perch_client_change_backend_async (fixture->client, "main", PERCH_CLIENT_STOP, NULL,
                                     client_fixture_result_cb, fixture);
  client_fixture_wait (fixture);
  reply = perch_client_change_backend_finish (fixture->client, fixture->result, &error);
  g_assert_no_error (error);
  g_assert_nonnull (reply);
  g_assert_cmpstr (fixture->asked, ==, "POST /api/backends/main/stop");

  g_clear_pointer (&fixture->asked, g_free);
  same = client_fixture_block (fixture, stop_blocking, &error);
  g_assert_no_error (error);
  g_assert_nonnull (same);
  g_assert_cmpstr (fixture->asked, ==, "POST /api/backends/main/stop");
}

static JsonNode *
restart_blocking (PerchClient *client, GError **error)
{
  return perch_client_change_backend (client, "main", PERCH_CLIENT_RESTART, NULL, error);
}

static void
test_restart (ClientFixture *fixture, gconstpointer user_data)
{
  g_autoptr (JsonNode) reply = NULL;
  g_autoptr (JsonNode) same = NULL;
  g_autoptr (GError) error = NULL;

  perch_client_change_backend_async (fixture->client, "main", PERCH_CLIENT_RESTART, NULL,
                                     client_fixture_result_cb, fixture);
  client_fixture_wait (fixture);
  reply = perch_client_change_backend_finish (fixture->client, fixture->result, &error);
  g_assert_no_error (error);
  g_assert_nonnull (reply);
  g_assert_cmpstr (fixture->asked, ==, "POST /api/backends/main/restart");

  g_clear_pointer (&fixture->asked, g_free);
  same = client_fixture_block (fixture, restart_blocking, &error);
  g_assert_no_error (error);
  g_assert_nonnull (same);
  g_assert_cmpstr (fixture->asked, ==, "POST /api/backends/main/restart");
}

static JsonNode *
call_blocking (PerchClient *client, GError **error)
{
  return perch_client_call (client, "main", "say \"x\"", "{\"n\":1}", NULL, error);
}

static void
test_call (ClientFixture *fixture, gconstpointer user_data)
{
  g_autoptr (JsonNode) reply = NULL;
  g_autoptr (JsonNode) same = NULL;
  g_autoptr (GError) error = NULL;

  perch_client_call_async (fixture->client, "main", "say \"x\"", "{\"n\":1}", NULL,
                           client_fixture_result_cb, fixture);
  client_fixture_wait (fixture);
  reply = perch_client_call_finish (fixture->client, fixture->result, &error);
  g_assert_no_error (error);
  g_assert_nonnull (reply);
  g_assert_cmpstr (fixture->asked, ==, "POST /api/backends/main/call");
  g_assert_cmpstr (fixture->body, ==,
                   "{\"method\":\"say \\\"x\\\"\",\"timeout_ms\":120000,\"params\":{\"n\":1}}");

  g_clear_pointer (&fixture->asked, g_free);
  same = client_fixture_block (fixture, call_blocking, &error);
  g_assert_no_error (error);
  g_assert_nonnull (same);
  g_assert_cmpstr (fixture->asked, ==, "POST /api/backends/main/call");
  g_assert_cmpstr (fixture->body, ==,
                   "{\"method\":\"say \\\"x\\\"\",\"timeout_ms\":120000,\"params\":{\"n\":1}}");
}

static JsonNode *
call_without_params_blocking (PerchClient *client, GError **error)
{
  return perch_client_call (client, "main", "ping", NULL, NULL, error);
}

static void
test_call_without_params (ClientFixture *fixture, gconstpointer user_data)
{
  g_autoptr (JsonNode) reply = NULL;
  g_autoptr (JsonNode) same = NULL;
  g_autoptr (GError) error = NULL;

  perch_client_call_async (fixture->client, "main", "ping", NULL, NULL, client_fixture_result_cb,
                           fixture);
  client_fixture_wait (fixture);
  reply = perch_client_call_finish (fixture->client, fixture->result, &error);
  g_assert_no_error (error);
  g_assert_nonnull (reply);
  g_assert_cmpstr (fixture->asked, ==, "POST /api/backends/main/call");
  g_assert_cmpstr (fixture->body, ==, "{\"method\":\"ping\",\"timeout_ms\":120000}");

  g_clear_pointer (&fixture->asked, g_free);
  same = client_fixture_block (fixture, call_without_params_blocking, &error);
  g_assert_no_error (error);
  g_assert_nonnull (same);
  g_assert_cmpstr (fixture->asked, ==, "POST /api/backends/main/call");
  g_assert_cmpstr (fixture->body, ==, "{\"method\":\"ping\",\"timeout_ms\":120000}");
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    void (*run) (ClientFixture *fixture, gconstpointer user_data);
  } tests[] = {
    { "/client-backends/status", test_status },
    { "/client-backends/list", test_list },
    { "/client-backends/start", test_start },
    { "/client-backends/stop", test_stop },
    { "/client-backends/restart", test_restart },
    { "/client-backends/call", test_call },
    { "/client-backends/call-without-params", test_call_without_params },
  };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, ClientFixture, NULL, client_fixture_set_up, tests[i].run,
                client_fixture_tear_down);
  return g_test_run ();
}
