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
  g_autoptr (JsonNode) reply = NULL;
  g_autoptr (JsonNode) same = NULL;
  g_autoptr (GError) error = NULL;

  perch_client_click_async (fixture->client, "btn_start", NULL, client_fixture_result_cb, fixture);
  client_fixture_wait (fixture);
  reply = perch_client_click_finish (fixture->client, fixture->result, &error);
  g_assert_no_error (error);
  g_assert_nonnull (reply);
  g_assert_cmpstr (fixture->asked, ==, "POST /api/gui");
  g_assert_cmpstr (fixture->body, ==, "{\"action\":\"click\",\"item\":\"btn_start\"}");

  g_clear_pointer (&fixture->asked, g_free);
  same = client_fixture_block (fixture, click_blocking, &error);
  g_assert_no_error (error);
  g_assert_nonnull (same);
  g_assert_cmpstr (fixture->asked, ==, "POST /api/gui");
  g_assert_cmpstr (fixture->body, ==, "{\"action\":\"click\",\"item\":\"btn_start\"}");
}

static JsonNode *
get_value_blocking (PerchClient *client, GError **error)
{
  return perch_client_get_value (client, "a/b", NULL, error);
}

static void
test_get_value (ClientFixture *fixture, gconstpointer user_data)
{
  g_autoptr (JsonNode) reply = NULL;
  g_autoptr (JsonNode) same = NULL;
  g_autoptr (GError) error = NULL;

  perch_client_get_value_async (fixture->client, "a/b", NULL, client_fixture_result_cb, fixture);
  client_fixture_wait (fixture);
  reply = perch_client_get_value_finish (fixture->client, fixture->result, &error);
  g_assert_no_error (error);
  g_assert_nonnull (reply);
  g_assert_cmpstr (fixture->asked, ==, "GET /api/gui/value/a%2Fb");

  g_clear_pointer (&fixture->asked, g_free);
  same = client_fixture_block (fixture, get_value_blocking, &error);
  g_assert_no_error (error);
  g_assert_nonnull (same);
  g_assert_cmpstr (fixture->asked, ==, "GET /api/gui/value/a%2Fb");
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
  g_autoptr (JsonNode) reply = NULL;
  g_autoptr (JsonNode) same = NULL;
  g_autoptr (GError) error = NULL;

  perch_client_set_value_async (fixture->client, "autostart", value, NULL, client_fixture_result_cb,
                                fixture);
  client_fixture_wait (fixture);
  reply = perch_client_set_value_finish (fixture->client, fixture->result, &error);
  g_assert_no_error (error);
  g_assert_nonnull (reply);
  g_assert_cmpstr (fixture->asked, ==, "POST /api/gui");
  g_assert_cmpstr (fixture->body, ==,
                   "{\"action\":\"set_value\",\"item\":\"autostart\",\"value\":true}");

  g_clear_pointer (&fixture->asked, g_free);
  same = client_fixture_block (fixture, set_value_blocking, &error);
  g_assert_no_error (error);
  g_assert_nonnull (same);
  g_assert_cmpstr (fixture->asked, ==, "POST /api/gui");
  g_assert_cmpstr (fixture->body, ==,
                   "{\"action\":\"set_value\",\"item\":\"autostart\",\"value\":true}");
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    void (*run) (ClientFixture *fixture, gconstpointer user_data);
  } tests[] = {
    { "/client-gui/click", test_click },
    { "/client-gui/get-value", test_get_value },
    { "/client-gui/set-value", test_set_value },
  };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, ClientFixture, NULL, client_fixture_set_up, tests[i].run,
                client_fixture_tear_down);
  return g_test_run ();
}
