/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "tests/unit/app/raw-client.h"
#include "tests/unit/app/routes-fixture.h"

static void
show_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ((RoutesFixture *) user_data)->n_shown++;
}

static void
test_show (RoutesFixture *fixture, gconstpointer user_data)
{
  static const GActionEntry entries[] = { { .name = "show", .activate = show_cb } };
  g_autoptr (JsonObject) refused = routes_fixture_ask (fixture, "POST", "/api/app/show", 409);
  JsonObject *error = json_object_get_object_member (refused, "error");
  g_autoptr (JsonObject) shown = NULL;

  g_assert_cmpstr (json_object_get_string_member (error, "code"), ==, "no_display");
  g_assert_cmpuint (fixture->n_shown, ==, 0);

  g_action_map_add_action_entries (G_ACTION_MAP (fixture->actions), entries, 1, fixture);
  shown = routes_fixture_ask (fixture, "POST", "/api/app/show", 200);
  g_assert_cmpstr (json_object_get_string_member (shown, "status"), ==, "ok");
  g_assert_cmpuint (fixture->n_shown, ==, 1);
}

static void
test_quit (RoutesFixture *fixture, gconstpointer user_data)
{
  g_autoptr (JsonObject) read_only = routes_fixture_ask (fixture, "GET", "/api/app/quit", 405);
  g_autoptr (JsonObject) reply = NULL;

  g_assert_cmpstr (json_object_get_string_member (read_only, "status"), ==, "error");
  g_assert_cmpuint (fixture->n_quits, ==, 0);
  reply = routes_fixture_ask (fixture, "POST", "/api/app/quit", 200);
  g_assert_cmpstr (json_object_get_string_member (reply, "status"), ==, "ok");
  g_assert_cmpuint (fixture->n_quits, ==, 1);
}

static gboolean
has_quit (gpointer user_data)
{
  return ((RoutesFixture *) user_data)->n_quits == 1;
}

static void
test_quit_unread (RoutesFixture *fixture, gconstpointer user_data)
{
  g_autoptr (GSocket) client = raw_connect (fixture->address);

  g_test_summary ("Perch quits even if who asked for it has no time for the answer.");

  raw_send (client, "POST /api/app/quit HTTP/1.1\r\nHost: p\r\n\r\n");
  g_socket_close (client, NULL);
  raw_wait (has_quit, fixture);
}

static void
test_token (RoutesFixture *fixture, gconstpointer user_data)
{
  g_autoptr (PerchToken) token = perch_token_new (NULL);
  g_autoptr (JsonObject) none = routes_fixture_ask (fixture, "GET", "/api/app/token", 404);
  g_autoptr (JsonObject) reply = NULL;

  g_assert_cmpstr (json_object_get_string_member (none, "status"), ==, "error");
  perch_routes_set_token (fixture->routes, token);
  reply = routes_fixture_ask (fixture, "GET", "/api/app/token", 200);
  g_assert_cmpstr (json_object_get_string_member (reply, "token"), ==,
                   perch_token_get_secret (token));
  perch_routes_set_token (fixture->routes, NULL);
}

static void
test_ping (RoutesFixture *fixture, gconstpointer user_data)
{
  g_autoptr (JsonObject) reply = routes_fixture_ask (fixture, "GET", "/ping", 200);

  g_assert_cmpstr (json_object_get_string_member (reply, "status"), ==, "ok");
  g_assert_cmpstr (json_object_get_string_member (reply, "name"), ==, "perch");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func)                                                                            \
  g_test_add ("/routes/app/" name, RoutesFixture, NULL, routes_fixture_set_up, func,               \
              routes_fixture_tear_down)
  ADD ("show", test_show);
  ADD ("quit", test_quit);
  ADD ("quit-unread", test_quit_unread);
  ADD ("token", test_token);
  ADD ("ping", test_ping);
  return g_test_run ();
}
