/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/server/surface.h"

#include <string.h>

#include "app/server/reply.h"
#include "tests/unit/app/raw-client.h"
#include "tests/unit/app/surface-fixture.h"

static void
assert_reply (SurfaceFixture *fixture, const char *request, const char *status, const char *part)
{
  g_autofree char *reply = raw_exchange (surface_fixture_get_address (fixture), request);
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
test_replies (SurfaceFixture *fixture, gconstpointer user_data)
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
test_old_client (SurfaceFixture *fixture, gconstpointer user_data)
{
  g_autofree char *reply =
      raw_exchange (surface_fixture_get_address (fixture), "GET /plain HTTP/1.0\r\n\r\n");

  g_assert_true (g_str_has_prefix (reply, "HTTP/1.0 200 "));
}

static void
test_head (SurfaceFixture *fixture, gconstpointer user_data)
{
  g_autofree char *reply = raw_exchange (surface_fixture_get_address (fixture),
                                         "HEAD /plain HTTP/1.1\r\nHost: p\r\n\r\n");

  g_assert_true (g_str_has_prefix (reply, "HTTP/1.1 200 "));
  g_assert_true (g_str_has_suffix (reply, "\r\n\r\n"));
}

static void
test_trace (SurfaceFixture *fixture, gconstpointer user_data)
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

static void
test_bodies (SurfaceFixture *fixture, gconstpointer user_data)
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
test_refused_bodies (SurfaceFixture *fixture, gconstpointer user_data)
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
test_continue (SurfaceFixture *fixture, gconstpointer user_data)
{
  g_autofree char *reply = NULL;

  reply = raw_exchange (surface_fixture_get_address (fixture),
                        "POST /small HTTP/1.1\r\nHost: p\r\nContent-Type: application/json\r\n"
                        "Expect: 100-continue\r\nContent-Length: 2\r\n\r\n{}");
  g_assert_true (g_str_has_prefix (reply, "HTTP/1.1 100 Continue\r\n"));
  g_assert_nonnull (strstr (reply, "\r\n\r\nHTTP/1.1 200 "));
  g_assert_true (g_str_has_suffix (reply, "{}"));
}

static void
test_malformed (SurfaceFixture *fixture, gconstpointer user_data)
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

  PerchLimits usual = { 0 };
  PerchLimits hasty = { 0 };

  g_test_summary ("Whatever comes, the connection is closed and the next client is served.");

  perch_limits_init (&usual);
  hasty = usual;
  hasty.header_ms = 150; /* some are not at their end */
  hasty.body_ms = 150;
  for (gsize i = 0; i < G_N_ELEMENTS (requests); i++)
    {
      g_autofree char *reply = NULL;

      perch_surface_set_limits (fixture->surface, &hasty);
      reply = raw_exchange (surface_fixture_get_address (fixture), requests[i]);
      perch_surface_set_limits (fixture->surface, &usual);
      g_test_message ("%s\n%s", requests[i], reply);
      g_assert_null (strstr (reply, " 200 "));
      assert_reply (fixture, GET ("/plain"), "200", "ok");
    }
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
test_gate (SurfaceFixture *fixture, gconstpointer user_data)
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
test_status (SurfaceFixture *fixture, gconstpointer user_data)
{
  g_autoptr (PerchSurface) second = perch_surface_new ("second", NULL);
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) node = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  json_builder_begin_object (builder);
  perch_surface_add_status (second, builder);
  g_assert_false (perch_surface_listen (second, surface_fixture_get_address (fixture), &error));
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
#define ADD(name, func)                                                                            \
  g_test_add ("/surface/" name, SurfaceFixture, NULL, surface_fixture_set_up, func,                \
              surface_fixture_tear_down)
  ADD ("replies", test_replies);
  ADD ("old-client", test_old_client);
  ADD ("head", test_head);
  ADD ("trace", test_trace);
  ADD ("bodies", test_bodies);
  ADD ("refused-bodies", test_refused_bodies);
  ADD ("continue", test_continue);
  ADD ("malformed", test_malformed);
  ADD ("gate", test_gate);
  ADD ("status", test_status);
  return g_test_run ();
}
