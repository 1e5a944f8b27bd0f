/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include <string.h>

#include "app/server/reply.h"
#include "app/server/surface.h"
#include "tests/unit/app/raw-client.h"

#define MIB (1024 * 1024)
#define LARGE (8 * MIB)
/* Two of these are more than a surface takes at a time. */
#define HUGE_BODY "200000000"

typedef struct
{
  PerchSurface *surface;
  guint n_turns; /* of the main loop */
  gsize taken;
} Fixture;

static void
take_cb (PerchRequest *request, gpointer user_data)
{
  Fixture *fixture = user_data;
  gsize length = 0;
  g_autofree char *body = perch_request_take_body (request, &length);
  g_autoptr (JsonBuilder) builder = perch_reply_begin ();

  g_assert_null (perch_request_get_body (request));
  fixture->taken = body != NULL ? strnlen (body, length) : 0;
  perch_reply_end (request, builder);
}

static const PerchRoute routes[] = {
  { "POST", "/take", take_cb, LARGE },
  { "POST", "/huge", take_cb, 200000000 },
};

static GSocketAddress *
get_address (Fixture *fixture)
{
  return perch_acceptor_get_address (perch_surface_get_acceptor (fixture->surface));
}

static void
setup (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GError) error = NULL;

  fixture->surface = perch_surface_new ("test", NULL);
  perch_router_add (perch_surface_get_router (fixture->surface), routes, G_N_ELEMENTS (routes),
                    fixture);
  g_assert_true (perch_surface_listen (fixture->surface, address, &error));
  g_assert_no_error (error);
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
  raw_wait (nothing_is_open, fixture);
  g_clear_pointer (&fixture->surface, perch_surface_free);
}

/* A client with a thread of its own, since it sends more than fits on the way. */
typedef struct
{
  GSocketAddress *address;
  const char *framing;
  GString *body;
  char *reply;
  gint done; /* atomic */
} Client;

static gpointer
client_thread (gpointer user_data)
{
  Client *client = user_data;
  g_autoptr (GSocket) socket = raw_connect (client->address);
  g_autofree char *head = g_strdup_printf ("POST /take HTTP/1.1\r\nHost: p\r\nContent-Type: "
                                           "application/json\r\n%s\r\n\r\n",
                                           client->framing);
  g_autoptr (GString) reply = g_string_new (NULL);
  char buffer[4096];
  gssize n = 0;

  g_socket_set_blocking (socket, TRUE);
  raw_send (socket, head);
  for (gsize sent = 0; sent < client->body->len; sent += (gsize) n)
    {
      n = g_socket_send (socket, client->body->str + sent, client->body->len - sent, NULL, NULL);
      g_assert_cmpint (n, >, 0);
    }
  while ((n = g_socket_receive (socket, buffer, sizeof buffer, NULL, NULL)) > 0)
    g_string_append_len (reply, buffer, n);
  client->reply = g_string_free (g_steal_pointer (&reply), FALSE);
  g_atomic_int_set (&client->done, TRUE);
  g_main_context_wakeup (NULL);
  return NULL;
}

static gboolean
client_is_done (gpointer user_data)
{
  return g_atomic_int_get (&((Client *) user_data)->done);
}

static gboolean
turn_cb (gpointer user_data)
{
  ((Fixture *) user_data)->n_turns++;
  return G_SOURCE_CONTINUE;
}

/* Sends @body and counts the turns that others have meanwhile. */
static void
send_large (Fixture *fixture, const char *framing, GString *body)
{
  Client client = { .address = get_address (fixture), .framing = framing, .body = body };
  GThread *thread = g_thread_new ("client", client_thread, &client);
  guint others = g_idle_add_full (G_PRIORITY_DEFAULT, turn_cb, fixture, NULL);

  raw_wait (client_is_done, &client);
  g_source_remove (others);
  g_thread_join (thread);
  g_test_message ("%s", client.reply);
  g_assert_true (g_str_has_prefix (client.reply, "HTTP/1.1 200 "));
  g_free (client.reply);
  g_assert_cmpuint (fixture->taken, ==, LARGE);
  g_assert_cmpuint (fixture->n_turns, >=, 4 * LARGE / MIB - 1);
}

static void
test_announced (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (GString) body = g_string_sized_new (LARGE);

  g_test_summary ("A large body is read in turns with all the rest.");

  g_string_set_size (body, LARGE);
  memset (body->str, 'x', LARGE);
  send_large (fixture, "Content-Length: 8388608", body);
}

static void
test_chunked (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (GString) body = g_string_sized_new (LARGE + MIB);

  for (gsize i = 0; i < LARGE; i += 64)
    g_string_append_printf (body, "40\r\n%064d\r\n", 0);
  g_string_append (body, "0\r\n\r\n");
  send_large (fixture, "Transfer-Encoding: chunked", body);
}

#define POST(path, length, extra)                                                                  \
  "POST " path " HTTP/1.1\r\nHost: p\r\nContent-Type: application/json\r\n" extra                  \
  "Content-Length: " length "\r\n\r\n"

static gboolean
has_answer (gpointer user_data)
{
  return (g_socket_condition_check (user_data, G_IO_IN) & G_IO_IN) != 0;
}

static void
test_too_many (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (GSocket) first = raw_connect (get_address (fixture));
  g_autoptr (GSocket) second = NULL;
  g_autofree char *refused = NULL;
  g_autofree char *small = NULL;
  g_autofree char *welcome = NULL;

  g_test_summary ("All bodies together have a limit, and who leaves makes room for others.");

  raw_send (first, POST ("/huge", HUGE_BODY, "Expect: 100-continue\r\n"));
  raw_wait (has_answer, first);
  refused = raw_exchange (get_address (fixture), POST ("/huge", HUGE_BODY, ""));
  g_assert_true (g_str_has_prefix (refused, "HTTP/1.1 503 "));
  g_assert_nonnull (strstr (refused, "\r\nRetry-After: 1\r\n"));
  g_assert_nonnull (strstr (refused, "\"code\":\"busy\""));
  small = raw_exchange (get_address (fixture), POST ("/take", "2", "") "{}");
  g_assert_true (g_str_has_prefix (small, "HTTP/1.1 200 "));

  g_socket_close (first, NULL);
  raw_wait (nothing_is_open, fixture);
  second = raw_connect (get_address (fixture));
  raw_send (second, POST ("/huge", HUGE_BODY, "Expect: 100-continue\r\n"));
  g_socket_shutdown (second, FALSE, TRUE, NULL);
  welcome = raw_read_all (second);
  g_assert_true (g_str_has_prefix (welcome, "HTTP/1.1 100 "));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add ("/surface-requests/" name, Fixture, NULL, setup, func, teardown)
  ADD ("announced", test_announced);
  ADD ("chunked", test_chunked);
  ADD ("too-many", test_too_many);
  return g_test_run ();
}
