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
  perch_client_ask_async (fixture->client, "Go \"on\"?", 30, NULL, client_fixture_result_cb,
                          fixture);
  client_fixture_wait (fixture);
  client_fixture_check (fixture, perch_client_ask_finish (fixture->client, fixture->result, NULL),
                        "POST /api/ask", "{\"prompt\":\"Go \\\"on\\\"?\",\"timeout\":30}");
  client_fixture_check (fixture, client_fixture_block (fixture, ask_blocking, NULL),
                        "POST /api/ask", "{\"prompt\":\"Go \\\"on\\\"?\",\"timeout\":30}");
}

int
main (int argc, char **argv)
{
  static const ClientFixtureTest tests[] = {
    { "/client-person/ask", test_ask },
    { NULL },
  };

  return client_fixture_run_tests (argc, argv, tests);
}
