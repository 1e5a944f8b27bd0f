/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "tests/unit/client/client-fixture.h"

static JsonNode *
click_blocking (PerchClient *client, GError **error)
{
  return perch_client_click (client, "btn_start", NULL, error);
}

static void
test_click (ClientFixture *fixture, gconstpointer user_data)
{
  perch_client_click_async (fixture->client, "btn_start", NULL, client_fixture_result_cb, fixture);
  client_fixture_wait (fixture);
  client_fixture_check (fixture, perch_client_click_finish (fixture->client, fixture->result, NULL),
                        "POST /api/gui", "{\"action\":\"click\",\"item\":\"btn_start\"}");
  client_fixture_check (fixture, client_fixture_block (fixture, click_blocking, NULL),
                        "POST /api/gui", "{\"action\":\"click\",\"item\":\"btn_start\"}");
}

static JsonNode *
get_value_blocking (PerchClient *client, GError **error)
{
  return perch_client_get_value (client, "a/b", NULL, error);
}

static void
test_get_value (ClientFixture *fixture, gconstpointer user_data)
{
  perch_client_get_value_async (fixture->client, "a/b", NULL, client_fixture_result_cb, fixture);
  client_fixture_wait (fixture);
  client_fixture_check (fixture,
                        perch_client_get_value_finish (fixture->client, fixture->result, NULL),
                        "GET /api/gui/value/a%2Fb", "");
  client_fixture_check (fixture, client_fixture_block (fixture, get_value_blocking, NULL),
                        "GET /api/gui/value/a%2Fb", "");
}

static JsonNode *
set_value_blocking (PerchClient *client, GError **error)
{
  g_autoptr (JsonNode) value = json_node_init_boolean (json_node_alloc (), TRUE);

  return perch_client_set_value (client, "autostart", value, NULL, error);
}

static void
test_set_value (ClientFixture *fixture, gconstpointer user_data)
{
  g_autoptr (JsonNode) value = json_node_init_boolean (json_node_alloc (), TRUE);

  perch_client_set_value_async (fixture->client, "autostart", value, NULL, client_fixture_result_cb,
                                fixture);
  client_fixture_wait (fixture);
  client_fixture_check (
      fixture, perch_client_set_value_finish (fixture->client, fixture->result, NULL),
      "POST /api/gui", "{\"action\":\"set_value\",\"item\":\"autostart\",\"value\":true}");
  client_fixture_check (fixture, client_fixture_block (fixture, set_value_blocking, NULL),
                        "POST /api/gui",
                        "{\"action\":\"set_value\",\"item\":\"autostart\",\"value\":true}");
}

int
main (int argc, char **argv)
{
  static const ClientFixtureTest tests[] = {
    { "/client-gui/click", test_click },
    { "/client-gui/get-value", test_get_value },
    { "/client-gui/set-value", test_set_value },
    { NULL },
  };

  return client_fixture_run_tests (argc, argv, tests);
}
