/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/server/gate.h"

#include <string.h>

#include "app/server/reply.h"
#include "app/server/request-private.h"
#include "tests/unit/app/raw-client.h"

/* A surface at a port with a gate; /echo takes GET and POST, /take is for extensions too, and /own
 * asks for the token itself. What @peer says is put in place of
 * what the kernel said, when it is not -1. The whole table, and a real other user, are in
 * tests/integration/test_access.py. */
typedef struct
{
  PerchToken *token;
  PerchGate *gate;
  PerchSurface *surface;
  guint port;
  int peer;
  guint n_checked;
  guint n_handled;
} Fixture;

static void
echo_cb (PerchRequest *request, gpointer user_data)
{
  Fixture *fixture = user_data;
  g_autoptr (JsonBuilder) builder = perch_reply_begin ();

  fixture->n_handled++;
  perch_reply_end (request, builder);
}

static gboolean
gate_cb (PerchRequest *request, gpointer user_data)
{
  Fixture *fixture = user_data;

  if (fixture->peer != -1)
    perch_connection_set_peer (request->connection, (PerchPeer) fixture->peer);
  fixture->n_checked++;
  return perch_gate_check (request, fixture->gate);
}

static void
setup (Fixture *fixture, gconstpointer require_token)
{
  static const PerchRoute routes[] = { { "GET", "/echo", echo_cb, 0 },
                                       { "POST", "/echo", echo_cb, 0 },
                                       { "POST", "/take", echo_cb, 0, PERCH_ROUTE_EXTENSIONS },
                                       { "GET", "/own", echo_cb, 0, PERCH_ROUTE_OWN_TOKEN } };
  static const char *const origins[] = { "https://good.example", "chrome-extension://", NULL };
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new_from_string ("127.0.0.1", 0);
  g_autoptr (GError) error = NULL;

  fixture->peer = -1;
  fixture->token = perch_token_new (NULL);
  fixture->gate = perch_gate_new (fixture->token, origins, GPOINTER_TO_INT (require_token));
  fixture->surface = perch_surface_new ("test", NULL);
  perch_router_add (perch_surface_get_router (fixture->surface), routes, G_N_ELEMENTS (routes),
                    fixture);
  perch_surface_set_gate (fixture->surface, gate_cb, fixture);
  perch_surface_listen (fixture->surface, address, &error);
  g_assert_no_error (error);
  fixture->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (
      perch_acceptor_get_address (perch_surface_get_acceptor (fixture->surface))));
  perch_gate_set_port (fixture->gate, (guint16) fixture->port);
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  perch_surface_free (fixture->surface);
  perch_gate_free (fixture->gate);
  perch_token_free (fixture->token);
}

/* PORT and TOKEN stand for what they are. */
static char *
ask (Fixture *fixture, const char *request)
{
  g_autoptr (GString) text = g_string_new (request);
  g_autofree char *port = g_strdup_printf ("%u", fixture->port);
  char *reply = NULL;

  g_string_replace (text, "PORT", port, 0);
  g_string_replace (text, "TOKEN", perch_token_get_secret (fixture->token), 0);
  reply = raw_exchange (perch_acceptor_get_address (perch_surface_get_acceptor (fixture->surface)),
                        text->str);
  g_test_message ("%s\n%s", request, reply);
  return reply;
}

static void
assert_status (Fixture *fixture, const char *request, guint status)
{
  g_autofree char *reply = ask (fixture, request);
  g_autofree char *line = g_strdup_printf ("HTTP/1.1 %u ", status);

  g_assert_true (g_str_has_prefix (reply, line));
}

#define GET(headers) "GET /echo HTTP/1.1\r\n" headers "\r\n"
#define HOST "Host: localhost:PORT\r\n"
#define GOOD "Origin: https://good.example\r\n"
#define EVIL "Origin: https://evil.example\r\n"
#define AUTH "Authorization: Bearer TOKEN\r\n"
#define BODY(type) "Content-Type: " type "\r\nContent-Length: 2\r\n\r\n{}"

static void
test_order (Fixture *fixture, gconstpointer data)
{
  g_test_summary ("Host, Origin, peer, body, token: each is looked at before those behind it.");

  fixture->peer = PERCH_PEER_OTHER_USER;
  assert_status (fixture, "POST /echo HTTP/1.1\r\nHost: evil:PORT\r\n" EVIL BODY ("text/plain"),
                 421);
  assert_status (fixture, "POST /echo HTTP/1.1\r\n" HOST EVIL BODY ("text/plain"), 403);
  assert_status (fixture, "POST /echo HTTP/1.1\r\n" HOST GOOD BODY ("text/plain"), 403);
  fixture->peer = -1;
  assert_status (fixture, "POST /echo HTTP/1.1\r\n" HOST GOOD BODY ("text/plain"), 415);
  assert_status (fixture, "POST /none HTTP/1.1\r\n" HOST GOOD BODY ("application/json"), 401);
  g_assert_cmpuint (fixture->n_handled, ==, 0);
  assert_status (fixture, "POST /none HTTP/1.1\r\n" HOST GOOD AUTH BODY ("application/json"), 404);
  assert_status (fixture, "POST /echo HTTP/1.1\r\n" HOST GOOD AUTH BODY ("application/json"), 200);
  g_assert_cmpuint (fixture->n_handled, ==, 1);
}

static void
test_peers (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    int peer;
    guint bare;
    guint with_token;
  } cases[] = {
    { -1, 200, 200 },
    { PERCH_PEER_SAME_USER, 200, 200 },
    { PERCH_PEER_UNKNOWN, 401, 200 },
    { PERCH_PEER_OTHER_USER, 403, 403 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      fixture->peer = cases[i].peer;
      assert_status (fixture, GET (HOST), cases[i].bare);
      assert_status (fixture, GET (HOST AUTH), cases[i].with_token);
    }
}

static void
test_require_token (Fixture *fixture, gconstpointer data)
{
  assert_status (fixture, GET (HOST), 401);
  assert_status (fixture, GET (HOST "Authorization: Bearer x\r\n"), 401);
  assert_status (fixture, GET (HOST AUTH AUTH), 401);
  assert_status (fixture, GET (HOST AUTH), 200);
}

#define EXTENSION "Origin: chrome-extension://abc\r\n"
#define TAKE(headers) "POST /take HTTP/1.1\r\n" headers BODY ("application/json")

static void
test_extensions (Fixture *fixture, gconstpointer data)
{
  assert_status (fixture, TAKE (HOST), 200);
  assert_status (fixture, TAKE (HOST EXTENSION), 200);
  assert_status (fixture, TAKE (HOST GOOD), 401);
  assert_status (fixture, TAKE (HOST GOOD AUTH), 200);
  assert_status (fixture, TAKE (HOST "Origin: moz-extension://abc\r\n"), 403);
  assert_status (fixture, "POST /echo HTTP/1.1\r\n" HOST EXTENSION BODY ("application/json"), 401);
  assert_status (fixture, "GET /take HTTP/1.1\r\n" HOST EXTENSION "\r\n", 401);
  fixture->peer = PERCH_PEER_UNKNOWN;
  assert_status (fixture, TAKE (HOST EXTENSION), 401);
  fixture->peer = PERCH_PEER_OTHER_USER;
  assert_status (fixture, TAKE (HOST EXTENSION AUTH), 403);
}

static void
test_extensions_with_token (Fixture *fixture, gconstpointer data)
{
  assert_status (fixture, TAKE (HOST EXTENSION), 401);
  assert_status (fixture, TAKE (HOST EXTENSION AUTH), 200);
}

#define OWN(headers) "GET /own HTTP/1.1\r\n" headers "\r\n"

static void
test_own_token (Fixture *fixture, gconstpointer data)
{
  g_test_summary ("The handler asks for the token, but who may come at all is the gate's.");

  assert_status (fixture, OWN (HOST), 200);
  assert_status (fixture, OWN (HOST GOOD), 200);
  assert_status (fixture, OWN (HOST "Origin: http://localhost:PORT\r\n"), 200);
  assert_status (fixture, OWN (HOST EVIL), 403);
  assert_status (fixture, OWN (HOST EVIL AUTH), 403);
  assert_status (fixture, OWN (HOST "Origin: null\r\n"), 403);
  assert_status (fixture, OWN ("Host: evil.example:PORT\r\n"), 421);
  assert_status (fixture, "POST /own HTTP/1.1\r\n" HOST GOOD BODY ("application/json"), 401);
  fixture->peer = PERCH_PEER_UNKNOWN;
  assert_status (fixture, OWN (HOST), 200);
  fixture->peer = PERCH_PEER_OTHER_USER;
  assert_status (fixture, OWN (HOST GOOD), 403);
}

static void
test_fetch_site (Fixture *fixture, gconstpointer data)
{
  assert_status (fixture, GET (HOST "Sec-Fetch-Site: none\r\n"), 200);
  assert_status (fixture, GET (HOST "Sec-Fetch-Site: same-origin\r\n"), 200);
  assert_status (fixture, GET (HOST "Sec-Fetch-Site: same-site\r\n"), 403);
  assert_status (fixture, GET (HOST "Sec-Fetch-Site: cross-site\r\n"), 403);
  assert_status (fixture, GET (HOST "Sec-Fetch-Site: none\r\nSec-Fetch-Site: none\r\n"), 403);
  assert_status (fixture, GET (HOST GOOD AUTH "Sec-Fetch-Site: cross-site\r\n"), 200);
}

static void
test_own_origin (Fixture *fixture, gconstpointer data)
{
  g_test_summary ("A page of ours is at home under the name that it was opened by.");

  assert_status (fixture, GET (HOST AUTH "Origin: http://localhost:PORT\r\n"), 200);
  assert_status (fixture, GET (HOST "Origin: http://localhost:PORT\r\n"), 401);
  assert_status (fixture, GET (HOST AUTH "Origin: http://127.0.0.1:PORT\r\n"), 403);
  assert_status (fixture, GET (HOST AUTH "Origin: https://localhost:PORT\r\n"), 403);
  assert_status (fixture, GET (HOST AUTH "Origin: http://localhost\r\n"), 403);
}

static void
test_whole_uri (Fixture *fixture, gconstpointer data)
{
  assert_status (fixture, "GET http://localhost:PORT/echo HTTP/1.1\r\n" HOST "\r\n", 200);
  assert_status (fixture, "GET http://evil.example/echo HTTP/1.1\r\n" HOST "\r\n", 421);
  assert_status (fixture, "GET http://localhost:PORT/echo HTTP/1.1\r\nHost: evil.example\r\n\r\n",
                 421);
}

static void
test_cors (Fixture *fixture, gconstpointer data)
{
  g_autofree char *good = ask (fixture, GET (HOST GOOD AUTH));
  g_autofree char *refused = ask (fixture, GET (HOST GOOD));
  g_autofree char *evil = ask (fixture, GET (HOST EVIL AUTH));
  g_autofree char *plain = ask (fixture, GET (HOST));

  g_assert_nonnull (strstr (good, "\r\nAccess-Control-Allow-Origin: https://good.example\r\n"));
  g_assert_nonnull (strstr (good, "\r\nVary: Origin\r\n"));
  g_assert_null (strstr (good, "Access-Control-Allow-Credentials"));
  g_assert_nonnull (strstr (refused, "\r\nAccess-Control-Allow-Origin: https://good.example\r\n"));
  g_assert_nonnull (strstr (refused, "\r\nWWW-Authenticate: Bearer\r\n"));
  g_assert_null (strstr (evil, "Access-Control-"));
  g_assert_nonnull (strstr (evil, "\r\nVary: Origin\r\n"));
  g_assert_null (strstr (plain, "Access-Control-"));
  g_assert_nonnull (strstr (plain, "\r\nVary: Origin\r\n"));
}

#define PREFLIGHT(headers)                                                                         \
  "OPTIONS /echo HTTP/1.1\r\n" HOST headers "Access-Control-Request-Method: POST\r\n\r\n"
#define PRIVATE "Access-Control-Request-Private-Network: true\r\n"

static void
test_preflight (Fixture *fixture, gconstpointer data)
{
  g_autofree char *good = ask (fixture, PREFLIGHT (GOOD));
  g_autofree char *network = ask (fixture, PREFLIGHT (GOOD PRIVATE));
  g_autofree char *evil = ask (fixture, PREFLIGHT (EVIL PRIVATE));

  g_assert_true (g_str_has_prefix (good, "HTTP/1.1 200 "));
  g_assert_nonnull (strstr (good, "\r\nAccess-Control-Allow-Origin: https://good.example\r\n"));
  g_assert_nonnull (strstr (good, "\r\nAccess-Control-Allow-Methods: GET, HEAD, POST, PUT\r\n"));
  g_assert_nonnull (strstr (good, "\r\nAccess-Control-Allow-Headers: Authorization, "));
  g_assert_null (strstr (good, "Private-Network"));
  g_assert_nonnull (strstr (network, "\r\nAccess-Control-Allow-Private-Network: true\r\n"));
  g_assert_true (g_str_has_prefix (evil, "HTTP/1.1 403 "));
  g_assert_null (strstr (evil, "Access-Control-"));
  assert_status (fixture, PREFLIGHT ("Origin: null\r\n"), 403);
  assert_status (fixture, PREFLIGHT (""), 405);
  assert_status (fixture, "OPTIONS /echo HTTP/1.1\r\n" HOST GOOD "\r\n", 401);
  fixture->peer = PERCH_PEER_OTHER_USER;
  assert_status (fixture, PREFLIGHT (GOOD), 403);
  g_assert_cmpuint (fixture->n_handled, ==, 0);
}

static gint64
time_failure (Fixture *fixture, const char *request)
{
  gint64 start = g_get_monotonic_time ();

  assert_status (fixture, request, 401);
  return g_get_monotonic_time () - start;
}

static void
test_guessing (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GSocket) guesser = NULL;
  g_autofree char *guess = NULL;
  g_autofree char *reply = NULL;
  const char *bad = GET (HOST GOOD "Authorization: Bearer x\r\n");
  gint64 taken_us = 0;

  g_test_summary ("The eleventh wrong token waits a second; meanwhile others don't.");

  for (guint i = 0; i < 10; i++)
    taken_us += time_failure (fixture, bad);
  g_assert_cmpint (taken_us, <, 10 * 1000000);
  guesser =
      raw_connect (perch_acceptor_get_address (perch_surface_get_acceptor (fixture->surface)));
  guess =
      g_strdup_printf ("GET /echo HTTP/1.1\r\nHost: localhost:%u\r\n" GOOD "\r\n", fixture->port);
  raw_send (guesser, guess);
  assert_status (fixture, GET (HOST), 200);
  assert_status (fixture, GET (HOST GOOD AUTH), 200);
  reply = raw_read_all (guesser);
  g_assert_true (g_str_has_prefix (reply, "HTTP/1.1 401 "));
  g_assert_true (g_str_has_suffix (reply, "}"));
  g_assert_cmpint (time_failure (fixture, bad), >=, 1000000);
  g_assert_cmpint (
      time_failure (fixture, "POST /echo HTTP/1.1\r\n" HOST GOOD BODY ("application/json")), >=,
      1000000);
}

static gboolean
is_guess_checked (gpointer user_data)
{
  return ((Fixture *) user_data)->n_checked == 11;
}

static void
test_stop_while_delayed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GSocket) guesser = NULL;
  g_autofree char *guess =
      g_strdup_printf ("GET /echo HTTP/1.1\r\nHost: localhost:%u\r\n" GOOD "\r\n", fixture->port);
  g_autofree char *reply = NULL;

  for (guint i = 0; i < 10; i++)
    time_failure (fixture, GET (HOST GOOD));
  guesser =
      raw_connect (perch_acceptor_get_address (perch_surface_get_acceptor (fixture->surface)));
  raw_send (guesser, guess);
  raw_wait (is_guess_checked, fixture);
  perch_surface_stop (fixture->surface);
  reply = raw_read_all (guesser);
  g_assert_cmpstr (reply, ==, "");
}

static void
test_one_body (Fixture *fixture, gconstpointer data)
{
  static const char *const failures[] = {
    GET (HOST GOOD "traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\r\n"),
    GET (HOST GOOD "traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\r\n"
                   "Authorization: Basic x\r\n"),
    GET (HOST GOOD "traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\r\n"
                   "Authorization: Bearer TOKEN0\r\n"),
  };
  g_autofree char *first = NULL;

  g_test_summary ("All failures to show the token have one and the same answer.");

  for (gsize i = 0; i < G_N_ELEMENTS (failures); i++)
    {
      g_autofree char *reply = ask (fixture, failures[i]);
      const char *body = strstr (reply, "\r\n\r\n");

      g_assert_nonnull (body);
      if (first == NULL)
        first = g_strdup (body);
      g_assert_cmpstr (body, ==, first);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, data, func)                                                                      \
  g_test_add ("/gate/" name, Fixture, GINT_TO_POINTER (data), setup, func, teardown)
  ADD ("order", FALSE, test_order);
  ADD ("peers", FALSE, test_peers);
  ADD ("require-token", TRUE, test_require_token);
  ADD ("extensions", FALSE, test_extensions);
  ADD ("extensions-with-token", TRUE, test_extensions_with_token);
  ADD ("own-token", TRUE, test_own_token);
  ADD ("fetch-site", FALSE, test_fetch_site);
  ADD ("own-origin", FALSE, test_own_origin);
  ADD ("whole-uri", FALSE, test_whole_uri);
  ADD ("cors", FALSE, test_cors);
  ADD ("preflight", FALSE, test_preflight);
  ADD ("guessing", FALSE, test_guessing);
  ADD ("stop-while-delayed", FALSE, test_stop_while_delayed);
  ADD ("one-body", FALSE, test_one_body);
  return g_test_run ();
}
