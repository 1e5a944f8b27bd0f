/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/server/surface.h"

#include <string.h>
#include <unistd.h>

#include "app/server/reply.h"
#include "tests/unit/app/raw-client.h"

#define GET(path) "GET " path " HTTP/1.1\r\nHost: p\r\n\r\n"

typedef struct
{
  PerchSurface *surface;
  PerchRequest *waiting;
  guint n_handled;
} Fixture;

static void
plain_cb (PerchRequest *request, gpointer user_data)
{
  Fixture *fixture = user_data;
  g_autoptr (JsonBuilder) builder = perch_reply_begin ();

  fixture->n_handled++;
  json_builder_set_member_name (builder, "trace_id");
  json_builder_add_string_value (builder, perch_request_get_trace_id (request));
  perch_reply_end (request, builder);
}

static void
name_cb (PerchRequest *request, gpointer user_data)
{
  g_autoptr (JsonBuilder) builder = NULL;
  guint tail = 0;

  if (!perch_request_parse_query_uint (request, "tail", 5, 100, &tail))
    return;
  builder = perch_reply_begin ();
  json_builder_set_member_name (builder, "name");
  json_builder_add_string_value (builder, perch_request_get_param (request, 0));
  json_builder_set_member_name (builder, "tail");
  json_builder_add_int_value (builder, tail);
  perch_reply_end (request, builder);
}

static void
echo_cb (PerchRequest *request, gpointer user_data)
{
  g_autoptr (JsonNode) node = perch_request_parse_body (request);

  ((Fixture *) user_data)->n_handled++;
  if (node != NULL)
    perch_reply_json (request, SOUP_STATUS_OK, node);
}

static void
later_cb (PerchRequest *request, gpointer user_data)
{
  g_set_object (&((Fixture *) user_data)->waiting, request);
}

static const PerchRoute routes[] = {
  { "GET", "/plain", plain_cb, 0 }, { "GET", "/name/{name}", name_cb, 0 },
  { "POST", "/echo", echo_cb, 0 },  { "POST", "/small", echo_cb, 16 },
  { "GET", "/later", later_cb, 0 }, { "POST", "/later", later_cb, 0 },
};

static void
setup (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GError) error = NULL;
  PerchLimits limits = { 0 };

  perch_limits_init (&limits);
  limits.header_ms = 150;
  limits.body_ms = 150;
  limits.stall_s = 1;
  fixture->surface = perch_surface_new ("test", &limits);
  perch_router_add (perch_surface_get_router (fixture->surface), routes, G_N_ELEMENTS (routes),
                    fixture);
  g_assert_true (perch_surface_listen (fixture->surface, address, &error));
  g_assert_no_error (error);
}

static GSocketAddress *
get_address (Fixture *fixture)
{
  return perch_acceptor_get_address (perch_surface_get_acceptor (fixture->surface));
}

static gboolean
nothing_is_open (gpointer user_data)
{
  Fixture *fixture = user_data;

  return perch_acceptor_get_n_open (perch_surface_get_acceptor (fixture->surface)) == 0;
}

static void
teardown (Fixture *fixture, gconstpointer user_data)
{
  g_clear_object (&fixture->waiting);
  raw_wait (nothing_is_open, fixture);
  g_clear_pointer (&fixture->surface, perch_surface_free);
}

static void
assert_reply (Fixture *fixture, const char *request, const char *status, const char *part)
{
  g_autofree char *reply = raw_exchange (get_address (fixture), request);
  g_autofree char *line = g_strdup_printf ("HTTP/1.1 %s ", status);
  g_autofree char *shown = g_strescape (request, NULL);

  g_test_message ("%s\n%s", shown, reply);
  g_assert_true (g_str_has_prefix (reply, line));
  g_assert_nonnull (strstr (reply, part));
  g_assert_nonnull (strstr (reply, "\r\nConnection: close\r\n"));
  g_assert_nonnull (strstr (reply, "\r\nX-Content-Type-Options: nosniff\r\n"));
  g_assert_nonnull (strstr (reply, "\r\nCache-Control: no-store\r\n"));
  g_assert_nonnull (strstr (reply, "\r\nContent-Type: application/json\r\n"));
}

static void
test_replies (Fixture *fixture, gconstpointer user_data)
{
  assert_reply (fixture, GET ("/plain"), "200", "{\"status\":\"ok\",\"trace_id\":\"");
  assert_reply (fixture, GET ("/plain?x=1"), "200", "\"status\":\"ok\"");
  assert_reply (fixture, GET ("/name/a%20b"), "200", "\"name\":\"a b\",\"tail\":5");
  assert_reply (fixture, GET ("/name/a?tail=7"), "200", "\"tail\":7");
  assert_reply (fixture, GET ("/name/a?tail=101"), "400", "\"code\":\"bad_query\"");
  assert_reply (fixture, GET ("/name/a?tail=-1"), "400", "\"code\":\"bad_query\"");
  assert_reply (fixture, GET ("/name/a?tail=x"), "400", "\"code\":\"bad_query\"");
  assert_reply (fixture, GET ("/plain/x"), "404", "\"code\":\"not_found\"");
  assert_reply (fixture, GET ("/name/..%2f"), "400", "\"code\":\"bad_path\"");
  /* libsoup resolves dot segments (%2e is the same as a dot) as RFC 3986 has it, before anybody can
   * see them; what matters is that the result is one of our routes or nothing. */
  assert_reply (fixture, GET ("/x/../../plain"), "200", "\"status\":\"ok\"");
  assert_reply (fixture, GET ("/../../etc/passwd"), "404", "\"code\":\"not_found\"");
  assert_reply (fixture, GET ("/%2e%2e/x/%2E%2E/plain"), "200", "\"status\":\"ok\"");
  assert_reply (fixture, GET ("/x/%252e%252e/plain"), "404", "\"code\":\"not_found\"");
  assert_reply (fixture, GET ("/x%5c..%5cplain"), "400", "\"code\":\"bad_path\"");
  assert_reply (fixture, GET ("/x\\..\\plain"), "400", "");
  assert_reply (fixture, "PUT /plain HTTP/1.1\r\nHost: p\r\n\r\n", "405",
                "\r\nAllow: GET, HEAD\r\n");
  assert_reply (fixture, "GET http://evil/plain HTTP/1.1\r\nHost: p\r\n\r\n", "200", "ok");
}

static void
test_old_client (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *reply = raw_exchange (get_address (fixture), "GET /plain HTTP/1.0\r\n\r\n");

  g_assert_true (g_str_has_prefix (reply, "HTTP/1.0 200 "));
}

static void
test_head (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *reply =
      raw_exchange (get_address (fixture), "HEAD /plain HTTP/1.1\r\nHost: p\r\n\r\n");

  g_assert_true (g_str_has_prefix (reply, "HTTP/1.1 200 "));
  g_assert_true (g_str_has_suffix (reply, "\r\n\r\n"));
}

static void
test_trace (Fixture *fixture, gconstpointer user_data)
{
  assert_reply (fixture,
                "GET /plain HTTP/1.1\r\nHost: p\r\n"
                "traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\r\n\r\n",
                "200", "\"trace_id\":\"4bf92f3577b34da6a3ce929d0e0e4736\"");
  assert_reply (fixture,
                "GET /none HTTP/1.1\r\nHost: p\r\n"
                "traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\r\n\r\n",
                "404", "\"trace_id\":\"4bf92f3577b34da6a3ce929d0e0e4736\"");
}

#define POST(path, type, length, body)                                                             \
  "POST " path " HTTP/1.1\r\nHost: p\r\nContent-Type: " type "\r\nContent-Length: " length         \
  "\r\n\r\n" body

static void
test_bodies (Fixture *fixture, gconstpointer user_data)
{
  assert_reply (fixture, POST ("/echo", "application/json", "7", "{\"a\":1}"), "200", "{\"a\":1}");
  assert_reply (fixture, POST ("/echo", "application/json; charset=utf-8", "7", "{\"a\":1}"), "200",
                "{\"a\":1}");
  assert_reply (fixture,
                "POST /echo HTTP/1.1\r\nHost: p\r\nContent-Type: application/json\r\n"
                "Transfer-Encoding: chunked\r\n\r\n3\r\n{\"a\r\n4\r\n\":1}\r\n0\r\n\r\n",
                "200", "{\"a\":1}");
  assert_reply (fixture, POST ("/echo", "application/json", "7", "{\"a\":1,"), "400",
                "\"code\":\"bad_json\",\"message\":\"The body is not JSON: 1:8: ");
  assert_reply (fixture, POST ("/echo", "application/json", "3", "\"\xff\""), "400", "not UTF-8");
  assert_reply (fixture, "POST /echo HTTP/1.1\r\nHost: p\r\n\r\n", "400", "bad_json");
  g_assert_cmpuint (fixture->n_handled, ==, 6);
}

static void
test_refused_bodies (Fixture *fixture, gconstpointer user_data)
{
  g_test_summary ("What can be refused by the header is, and the body is never waited for.");

  assert_reply (fixture, POST ("/echo", "text/plain", "7", ""), "415", "unsupported_media_type");
  assert_reply (fixture, "POST /echo HTTP/1.1\r\nHost: p\r\nContent-Length: 7\r\n\r\n", "415",
                "of no named type");
  assert_reply (fixture, POST ("/none", "application/json", "9", ""), "404", "not_found");
  assert_reply (fixture, POST ("/plain", "application/json", "9", ""), "405", "Allow: GET, HEAD");
  assert_reply (fixture, POST ("/small", "application/json", "17", ""), "413", "16 bytes at most");
  assert_reply (fixture, POST ("/echo", "application/json", "104857600", ""), "413",
                "payload_too_large");
  assert_reply (fixture,
                "POST /small HTTP/1.1\r\nHost: p\r\nContent-Type: application/json\r\n"
                "Expect: 100-continue\r\nContent-Length: 17\r\n\r\n",
                "413", "payload_too_large");
  assert_reply (fixture,
                "POST /small HTTP/1.1\r\nHost: p\r\nContent-Type: application/json\r\n"
                "Transfer-Encoding: chunked\r\n\r\n11\r\n{\"a\":\"123456789\"}\r\n",
                "413", "payload_too_large");
  g_assert_cmpuint (fixture->n_handled, ==, 0);
}

static void
test_continue (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *reply = NULL;

  reply = raw_exchange (get_address (fixture),
                        "POST /small HTTP/1.1\r\nHost: p\r\nContent-Type: application/json\r\n"
                        "Expect: 100-continue\r\nContent-Length: 2\r\n\r\n{}");
  g_assert_true (g_str_has_prefix (reply, "HTTP/1.1 100 Continue\r\n"));
  g_assert_nonnull (strstr (reply, "\r\n\r\nHTTP/1.1 200 "));
  g_assert_true (g_str_has_suffix (reply, "{}"));
}

static void
test_malformed (Fixture *fixture, gconstpointer user_data)
{
  static const char *const requests[] = {
    "\r\n\r\n",
    "x\r\n\r\n",
    "GET\r\n\r\n",
    "GET /plain\r\n\r\n",
    "GET /plain HTTP/1.1\r\n\r\n",
    "GET /plain HTTP/9.9\r\nHost: p\r\n\r\n",
    "GET /plain?x=%zz HTTP/1.1\r\nHost: p\r\n\r\n",
    "GET plain HTTP/1.1\r\nHost: p\r\n\r\n",
    "GET /plain HTTP/1.1\r\nHost: p/q\r\n\r\n",
    "GET * HTTP/1.1\r\nHost: p\r\n\r\n",
    "OPTIONS * HTTP/1.1\r\nHost: p\r\n\r\n",
    "CONNECT p:1 HTTP/1.1\r\nHost: p\r\n\r\n",
    "CONNECT / HTTP/1.1\r\nHost: p\r\n\r\n",
    /* clang-format off */
    ("POST /echo HTTP/1.1\r\nHost: p\r\nContent-Type: application/json\r\n"
     "Transfer-Encoding: chunked\r\n\r\nzz\r\n"),
    /* clang-format on */
    "GET /plain\x01 HTTP/1.1\r\nHost: p\r\n\r\n",
    "\x16\x03\x01\x02\x00\x01\r\n\r\n",
  };

  g_test_summary ("Whatever comes, the connection is closed and the next client is served.");

  for (gsize i = 0; i < G_N_ELEMENTS (requests); i++)
    {
      g_autofree char *reply = raw_exchange (get_address (fixture), requests[i]);

      g_test_message ("%s\n%s", requests[i], reply);
      g_assert_null (strstr (reply, " 200 "));
      assert_reply (fixture, GET ("/plain"), "200", "ok");
    }
}

static void
test_slow (Fixture *fixture, gconstpointer user_data)
{
  static const char *const halves[] = {
    "",
    "G",
    "GET /plain HTTP/1.1\r\nHost: p\r\n",
    POST ("/echo", "application/json", "7", "{\"a"),
  };
  gint64 start = g_get_monotonic_time ();

  g_test_summary ("Idle connections, half headers and half bodies are closed in time.");

  for (gsize i = 0; i < G_N_ELEMENTS (halves); i++)
    {
      g_autoptr (GSocket) client = raw_connect (get_address (fixture));
      g_autofree char *reply = NULL;

      if (halves[i][0] != '\0')
        raw_send (client, halves[i]);
      reply = raw_read_all (client);
      g_assert_null (strstr (reply, " 200 "));
    }
  g_assert_cmpuint (fixture->n_handled, ==, 0);
  g_assert_cmpint (g_get_monotonic_time () - start, >=, 4 * 150000);
  raw_wait (nothing_is_open, fixture);
}

static gboolean
is_waiting (gpointer user_data)
{
  return ((Fixture *) user_data)->waiting != NULL;
}

static gboolean
is_cancelled (gpointer user_data)
{
  return g_cancellable_is_cancelled (
      perch_request_get_cancellable (((Fixture *) user_data)->waiting));
}

static gboolean
later_is_over (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
  return G_SOURCE_REMOVE;
}

static gboolean
is_true (gpointer user_data)
{
  return *(gboolean *) user_data;
}

static void
test_later (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (GSocket) client = raw_connect (get_address (fixture));
  g_autofree char *reply = NULL;
  gboolean over = FALSE;

  g_test_summary ("A handler may take longer than a client may be silent, or its body on the way.");

  raw_send (client, user_data);
  raw_wait (is_waiting, fixture);
  g_timeout_add (1300, later_is_over, &over);
  raw_wait (is_true, &over);
  g_assert_false (is_cancelled (fixture));
  perch_reply_error (fixture->waiting, 503, "no_backend", "There is %s", "none");
  reply = raw_read_all (client);
  g_assert_true (g_str_has_prefix (reply, "HTTP/1.1 503 "));
  g_assert_nonnull (strstr (reply, "\"message\":\"There is none\""));
}

static void
test_client_leaves (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (GSocket) client = raw_connect (get_address (fixture));

  raw_send (client, GET ("/later"));
  raw_wait (is_waiting, fixture);
  g_socket_close (client, NULL);
  raw_wait (is_cancelled, fixture);
  perch_reply_error (fixture->waiting, 500, "late", "Nobody reads this");
}

static void
test_half_closed (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (GSocket) client = raw_connect (get_address (fixture));
  g_autofree char *reply = NULL;

  raw_send (client, GET ("/later"));
  g_socket_shutdown (client, FALSE, TRUE, NULL);
  raw_wait (is_waiting, fixture);
  raw_wait (is_cancelled, fixture);
  perch_reply_error (fixture->waiting, 500, "late", "Somebody reads this");
  reply = raw_read_all (client);
  g_assert_nonnull (strstr (reply, "Somebody reads this"));
}

static void
test_stop_while_waiting (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (GSocket) client = raw_connect (get_address (fixture));
  g_autofree char *reply = NULL;

  raw_send (client, GET ("/later"));
  raw_wait (is_waiting, fixture);
  perch_surface_stop (fixture->surface);
  g_assert_true (is_cancelled (fixture));
  perch_reply_error (fixture->waiting, 500, "late", "Nobody reads this");
  reply = raw_read_all (client);
  g_assert_cmpstr (reply, ==, "");
}

static gboolean
gate_cb (PerchRequest *request, gpointer user_data)
{
  SoupServerMessage *message = perch_request_get_message (request);
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);

  if (soup_message_headers_get_one (headers, "Origin") == NULL)
    return TRUE;
  perch_reply_error (request, 403, "origin", "Not from there");
  return FALSE;
}

static void
test_gate (Fixture *fixture, gconstpointer user_data)
{
  perch_surface_set_gate (fixture->surface, gate_cb, NULL);
  assert_reply (fixture, GET ("/plain"), "200", "ok");
  assert_reply (fixture, "GET /none HTTP/1.1\r\nHost: p\r\nOrigin: x\r\n\r\n", "403",
                "Not from there");
  assert_reply (fixture, "POST /echo HTTP/1.1\r\nHost: p\r\nOrigin: x\r\nContent-Length: 9\r\n\r\n",
                "403", "Not from there");
  g_assert_cmpuint (fixture->n_handled, ==, 1);
}

static void
test_status (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (PerchSurface) second = perch_surface_new ("second", NULL);
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) node = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  json_builder_begin_object (builder);
  perch_surface_add_status (second, builder);
  g_assert_false (perch_surface_listen (second, get_address (fixture), &error));
  g_assert_error (error, PERCH_SERVER_ERROR, PERCH_SERVER_ERROR_ADDRESS);
  g_assert_cmpstr (perch_surface_get_problem (second), ==, error->message);
  perch_surface_add_status (fixture->surface, builder);
  json_builder_end_object (builder);
  node = json_builder_get_root (builder);
  text = json_to_string (node, FALSE);
  g_assert_nonnull (strstr (text, "\"second\":{\"state\":\"closed\"}"));
  g_assert_nonnull (strstr (text, "\"test\":{\"state\":\"listening\",\"address\":\"127.0.0.1:"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add ("/surface/" name, Fixture, NULL, setup, func, teardown)
  ADD ("replies", test_replies);
  ADD ("old-client", test_old_client);
  ADD ("head", test_head);
  ADD ("trace", test_trace);
  ADD ("bodies", test_bodies);
  ADD ("refused-bodies", test_refused_bodies);
  ADD ("continue", test_continue);
  ADD ("malformed", test_malformed);
  ADD ("slow", test_slow);
  g_test_add ("/surface/later", Fixture, GET ("/later"), setup, test_later, teardown);
  g_test_add ("/surface/later-with-body", Fixture, POST ("/later", "application/json", "2", "{}"),
              setup, test_later, teardown);
  ADD ("client-leaves", test_client_leaves);
  ADD ("half-closed", test_half_closed);
  ADD ("stop-while-waiting", test_stop_while_waiting);
  ADD ("gate", test_gate);
  ADD ("status", test_status);
  return g_test_run ();
}
