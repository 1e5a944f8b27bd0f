/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "tests/unit/client/client-fixture.h"

static JsonNode *
ask_blocking (PerchClient *client, GError **error)
{
  return perch_client_ask (client, "Go \"on\"?", 30, NULL, error);
}

static void
test_ask (ClientFixture *fixture, gconstpointer user_data)
{
  g_autoptr (JsonNode) reply = NULL;
  g_autoptr (JsonNode) same = NULL;
  g_autoptr (GError) error = NULL;

  perch_client_ask_async (fixture->client, "Go \"on\"?", 30, NULL, client_fixture_result_cb,
                          fixture);
  client_fixture_wait (fixture);
  reply = perch_client_ask_finish (fixture->client, fixture->result, &error);
  g_assert_no_error (error);
  g_assert_nonnull (reply);
  g_assert_cmpstr (fixture->asked, ==, "POST /api/ask");
  g_assert_cmpstr (fixture->body, ==, "{\"prompt\":\"Go \\\"on\\\"?\",\"timeout\":30}");

  g_clear_pointer (&fixture->asked, g_free);
  same = client_fixture_block (fixture, ask_blocking, &error);
  g_assert_no_error (error);
  g_assert_nonnull (same);
  g_assert_cmpstr (fixture->asked, ==, "POST /api/ask");
  g_assert_cmpstr (fixture->body, ==, "{\"prompt\":\"Go \\\"on\\\"?\",\"timeout\":30}");
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    void (*run) (ClientFixture *fixture, gconstpointer user_data);
  } tests[] = {
    { "/client-person/ask", test_ask },
  };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, ClientFixture, NULL, client_fixture_set_up, tests[i].run,
                client_fixture_tear_down);
  return g_test_run ();
}
