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
  perch_client_get_status_async (fixture->client, NULL, client_fixture_result_cb, fixture);
  client_fixture_wait (fixture);
  client_fixture_check (fixture,
                        perch_client_get_status_finish (fixture->client, fixture->result, NULL),
                        "GET /status", "");
  client_fixture_check (fixture, client_fixture_block (fixture, status_blocking, NULL),
                        "GET /status", "");
}

static JsonNode *
list_blocking (PerchClient *client, GError **error)
{
  return perch_client_list_backends (client, NULL, error);
}

static void
test_list (ClientFixture *fixture, gconstpointer user_data)
{
  perch_client_list_backends_async (fixture->client, NULL, client_fixture_result_cb, fixture);
  client_fixture_wait (fixture);
  client_fixture_check (fixture,
                        perch_client_list_backends_finish (fixture->client, fixture->result, NULL),
                        "GET /api/backends", "");
  client_fixture_check (fixture, client_fixture_block (fixture, list_blocking, NULL),
                        "GET /api/backends", "");
}

static JsonNode *
start_blocking (PerchClient *client, GError **error)
{
  return perch_client_change_backend (client, "a b", PERCH_CLIENT_START, NULL, error);
}

static void
test_start (ClientFixture *fixture, gconstpointer user_data)
{
  perch_client_change_backend_async (fixture->client, "a b", PERCH_CLIENT_START, NULL,
                                     client_fixture_result_cb, fixture);
  client_fixture_wait (fixture);
  client_fixture_check (fixture,
                        perch_client_change_backend_finish (fixture->client, fixture->result, NULL),
                        "POST /api/backends/a%20b/start", "");
  client_fixture_check (fixture, client_fixture_block (fixture, start_blocking, NULL),
                        "POST /api/backends/a%20b/start", "");
}

static JsonNode *
stop_blocking (PerchClient *client, GError **error)
{
  return perch_client_change_backend (client, "main", PERCH_CLIENT_STOP, NULL, error);
}

static void
test_stop (ClientFixture *fixture, gconstpointer user_data)
{
  perch_client_change_backend_async (fixture->client, "main", PERCH_CLIENT_STOP, NULL,
                                     client_fixture_result_cb, fixture);
  client_fixture_wait (fixture);
  client_fixture_check (fixture,
                        perch_client_change_backend_finish (fixture->client, fixture->result, NULL),
                        "POST /api/backends/main/stop", "");
  client_fixture_check (fixture, client_fixture_block (fixture, stop_blocking, NULL),
                        "POST /api/backends/main/stop", "");
}

static JsonNode *
restart_blocking (PerchClient *client, GError **error)
{
  return perch_client_change_backend (client, "main", PERCH_CLIENT_RESTART, NULL, error);
}

static void
test_restart (ClientFixture *fixture, gconstpointer user_data)
{
  perch_client_change_backend_async (fixture->client, "main", PERCH_CLIENT_RESTART, NULL,
                                     client_fixture_result_cb, fixture);
  client_fixture_wait (fixture);
  client_fixture_check (fixture,
                        perch_client_change_backend_finish (fixture->client, fixture->result, NULL),
                        "POST /api/backends/main/restart", "");
  client_fixture_check (fixture, client_fixture_block (fixture, restart_blocking, NULL),
                        "POST /api/backends/main/restart", "");
}

static JsonNode *
call_blocking (PerchClient *client, GError **error)
{
  return perch_client_call (client, "main", "say \"x\"", "{\"n\":1}", NULL, error);
}

static void
test_call (ClientFixture *fixture, gconstpointer user_data)
{
  perch_client_call_async (fixture->client, "main", "say \"x\"", "{\"n\":1}", NULL,
                           client_fixture_result_cb, fixture);
  client_fixture_wait (fixture);
  client_fixture_check (
      fixture, perch_client_call_finish (fixture->client, fixture->result, NULL),
      "POST /api/backends/main/call",
      "{\"method\":\"say \\\"x\\\"\",\"timeout_ms\":120000,\"params\":{\"n\":1}}");
  client_fixture_check (
      fixture, client_fixture_block (fixture, call_blocking, NULL), "POST /api/backends/main/call",
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
  perch_client_call_async (fixture->client, "main", "ping", NULL, NULL, client_fixture_result_cb,
                           fixture);
  client_fixture_wait (fixture);
  client_fixture_check (fixture, perch_client_call_finish (fixture->client, fixture->result, NULL),
                        "POST /api/backends/main/call",
                        "{\"method\":\"ping\",\"timeout_ms\":120000}");
  client_fixture_check (fixture, client_fixture_block (fixture, call_without_params_blocking, NULL),
                        "POST /api/backends/main/call",
                        "{\"method\":\"ping\",\"timeout_ms\":120000}");
}

int
main (int argc, char **argv)
{
  static const ClientFixtureTest tests[] = {
    { "/client-backends/status", test_status },
    { "/client-backends/list", test_list },
    { "/client-backends/start", test_start },
    { "/client-backends/stop", test_stop },
    { "/client-backends/restart", test_restart },
    { "/client-backends/call", test_call },
    { "/client-backends/call-without-params", test_call_without_params },
    { NULL },
  };

  return client_fixture_run_tests (argc, argv, tests);
}
