/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "tests/unit/app/raw-client.h"
#include "tests/unit/app/routes-fixture.h"

/* The fixture takes two questions at a time. */

static char *
format_post (const char *path, const char *body)
{
  return g_strdup_printf ("POST %s HTTP/1.1\r\nHost: p\r\nContent-Type: application/json\r\n"
                          "Content-Length: %" G_GSIZE_FORMAT "\r\n\r\n%s",
                          path, strlen (body), body);
}

static GSocket *
send_post (RoutesFixture *fixture, const char *path, const char *body)
{
  g_autofree char *request = format_post (path, body);
  GSocket *client = raw_connect (fixture->address);

  raw_send (client, request);
  return client;
}

static JsonObject *
parse_reply (const char *reply, guint expected_status)
{
  g_autofree char *line = g_strdup_printf ("HTTP/1.1 %u ", expected_status);
  g_autoptr (JsonParser) parser = json_parser_new ();
  const char *body = strstr (reply, "\r\n\r\n");

  g_test_message ("%s", reply);
  g_assert_true (g_str_has_prefix (reply, line));
  g_assert_true (json_parser_load_from_data (parser, body, -1, NULL));
  return json_object_ref (json_node_get_object (json_parser_get_root (parser)));
}

static JsonObject *
post (RoutesFixture *fixture, const char *path, const char *body, guint expected_status)
{
  g_autofree char *request = format_post (path, body);
  g_autofree char *reply = raw_exchange (fixture->address, request);

  return parse_reply (reply, expected_status);
}

static gboolean
has_one (gpointer user_data)
{
  return perch_ask_queue_get_n_pending (user_data) == 1;
}

static gboolean
has_none (gpointer user_data)
{
  return perch_ask_queue_get_n_pending (user_data) == 0;
}

static const char *
get (JsonObject *object, const char *name)
{
  return json_object_get_string_member (object, name);
}

static void
assert_error (JsonObject *reply, const char *code)
{
  g_assert_cmpstr (get (json_object_get_object_member (reply, "error"), "code"), ==, code);
}

static void
test_nobody (RoutesFixture *fixture, gconstpointer user_data)
{
  g_autoptr (JsonObject) reply = post (fixture, "/api/ask", "{\"prompt\":\"Allow?\"}", 503);

  assert_error (reply, "nobody_to_ask");
}

static void
test_waits (RoutesFixture *fixture, gconstpointer user_data)
{
  g_autoptr (JsonObject) before = routes_fixture_ask (fixture, "GET", "/api/ask/pending", 200);
  g_autoptr (GSocket) client = send_post (fixture, "/api/ask", "{\"prompt\":\"Allow?\"}");
  g_autoptr (JsonObject) pending = NULL;
  g_autoptr (JsonObject) answered = NULL;
  g_autoptr (JsonObject) heard = NULL;
  g_autoptr (JsonObject) late = NULL;
  g_autofree char *path = NULL;
  g_autofree char *reply = NULL;
  JsonArray *asks = NULL;

  g_test_summary ("Who asks hears what somebody else answers.");

  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (before, "pending")), ==,
                    0);
  raw_wait (has_one, fixture->asks);
  pending = routes_fixture_ask (fixture, "GET", "/api/ask/pending", 200);
  asks = json_object_get_array_member (pending, "pending");
  g_assert_cmpuint (json_array_get_length (asks), ==, 1);
  path =
      g_strdup_printf ("/api/ask/%s/respond", get (json_array_get_object_element (asks, 0), "id"));
  answered = post (fixture, path, "{\"approved\":true,\"response\":\"go on\"}", 200);
  g_assert_cmpstr (get (answered, "way"), ==, "cli");

  reply = raw_read_all (client);
  heard = parse_reply (reply, 200);
  g_assert_true (json_object_get_boolean_member (heard, "approved"));
  g_assert_cmpstr (get (heard, "response"), ==, "go on");
  late = post (fixture, path, "{\"approved\":false}", 409);
  assert_error (late, "not_pending");
}

static void
test_does_not_wait (RoutesFixture *fixture, gconstpointer user_data)
{
  g_autoptr (JsonObject) accepted = NULL;
  g_autoptr (JsonObject) second = NULL;
  g_autoptr (JsonObject) refused = NULL;
  g_autoptr (JsonObject) polled = NULL;
  g_autofree char *path = NULL;

  perch_ask_queue_expect_answers (fixture->asks);
  accepted = post (fixture, "/api/ask", "{\"prompt\":\"1\",\"wait\":false}", 202);
  second = post (fixture, "/api/ask", "{\"tool_name\":\"2\",\"wait\":false}", 202);
  refused = post (fixture, "/api/ask", "{\"prompt\":\"3\",\"wait\":false}", 429);
  assert_error (refused, "too_many_questions");
  path = g_strdup_printf ("/api/ask/%s", get (accepted, "id"));
  polled = routes_fixture_ask (fixture, "GET", path, 200);
  g_assert_cmpstr (get (polled, "state"), ==, "pending");
  g_assert_cmpstr (get (polled, "prompt"), ==, "1");
  g_assert_cmpstr (get (second, "tool_name"), ==, "2");
}

static void
test_gone (RoutesFixture *fixture, gconstpointer user_data)
{
  g_autoptr (GSocket) client = NULL;
  PerchAsk *ask = NULL;

  g_test_summary ("Who leaves takes the question along.");

  perch_ask_queue_expect_answers (fixture->asks);
  client = send_post (fixture, "/api/ask", "{\"prompt\":\"Allow?\"}");
  raw_wait (has_one, fixture->asks);
  ask = perch_ask_queue_peek (fixture->asks);
  g_assert_true (g_socket_close (client, NULL));
  raw_wait (has_none, fixture->asks);
  g_assert_cmpint (perch_ask_get_state (ask), ==, PERCH_ASK_STATE_WITHDRAWN);
}

static void
check_half_closed (RoutesFixture *fixture, gboolean early)
{
  g_autoptr (GSocket) client = NULL;
  g_autofree char *reply = NULL;

  perch_ask_queue_expect_answers (fixture->asks);
  client = send_post (fixture, "/api/ask", "{\"prompt\":\"Allow?\"}");
  if (!early)
    raw_wait (has_one, fixture->asks);
  g_assert_true (g_socket_shutdown (client, FALSE, TRUE, NULL));
  reply = raw_read_all (client);
  g_assert_true (g_str_has_prefix (reply, "HTTP/1.1 "));
  g_assert_true (has_none (fixture->asks));
}

static void
test_half_closed (RoutesFixture *fixture, gconstpointer user_data)
{
  g_test_summary ("Who closes the sending side hears that the question is gone.");

  check_half_closed (fixture, FALSE);
}

static void
test_half_closed_early (RoutesFixture *fixture, gconstpointer user_data)
{
  g_test_summary ("The same while it is looked for who asks.");

  check_half_closed (fixture, TRUE);
}

static void
test_end_of_perch (RoutesFixture *fixture, gconstpointer user_data)
{
  g_autoptr (GSocket) client = NULL;

  g_test_summary ("The surface closes with a question pending, and another on its way.");

  perch_ask_queue_expect_answers (fixture->asks);
  client = send_post (fixture, "/api/ask", "{\"prompt\":\"Allow?\"}");
  raw_wait (has_one, fixture->asks);
  g_object_unref (client);
  client = send_post (fixture, "/api/ask", "{\"prompt\":\"And this?\"}");
  perch_surface_stop (fixture->surface);
  g_assert_cmpuint (perch_ask_queue_get_n_pending (fixture->asks), ==, 0);
}

static void
test_bad (RoutesFixture *fixture, gconstpointer user_data)
{
  static const char *const bodies[] = { "[]", "{\"prompt\":1}", "{\"prompt\":\"?\",\"timeout\":0}",
                                        "{", "" };
  static const char *const answers[] = { "[]", "{}", "{\"approved\":\"yes\"}",
                                         "{\"approved\":true,\"response\":1}", "{" };
  g_autoptr (JsonObject) accepted = NULL;
  g_autofree char *path = NULL;
  g_autoptr (JsonObject) unknown = routes_fixture_ask (fixture, "GET", "/api/ask/0", 404);
  g_autoptr (JsonObject) nothing = post (fixture, "/api/ask/0/respond", "{\"approved\":true}", 404);

  assert_error (unknown, "no_such_question");
  assert_error (nothing, "no_such_question");
  perch_ask_queue_expect_answers (fixture->asks);
  for (gsize i = 0; i < G_N_ELEMENTS (bodies); i++)
    json_object_unref (post (fixture, "/api/ask", bodies[i], 400));
  accepted = post (fixture, "/api/ask", "{\"prompt\":\"?\",\"wait\":false}", 202);
  path = g_strdup_printf ("/api/ask/%s/respond", get (accepted, "id"));
  for (gsize i = 0; i < G_N_ELEMENTS (answers); i++)
    json_object_unref (post (fixture, path, answers[i], 400));
  g_assert_cmpuint (perch_ask_queue_get_n_pending (fixture->asks), ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func)                                                                            \
  g_test_add ("/routes/ask/" name, RoutesFixture, NULL, routes_fixture_set_up, func,               \
              routes_fixture_tear_down)
  ADD ("nobody", test_nobody);
  ADD ("waits", test_waits);
  ADD ("does-not-wait", test_does_not_wait);
  ADD ("gone", test_gone);
  ADD ("half-closed", test_half_closed);
  ADD ("half-closed-early", test_half_closed_early);
  ADD ("end-of-perch", test_end_of_perch);
  ADD ("bad", test_bad);
  return g_test_run ();
}
