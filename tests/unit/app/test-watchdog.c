/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/watchdog/watchdog.h"

#include <string.h>

#include "app/server/reply.h"
#include "app/server/surface.h"
#include "app/watchdog/gui-health.h"
#include "tests/unit/app/raw-client.h"

/* Short, so that the test is; a client waits for as long as it takes. */
#define STALL_MS 50
#define PATIENCE_S 20

#define GET(path, host, more) "GET " path " HTTP/1.1\r\nHost: " host "\r\n" more "\r\n"
#define HEALTH GET ("/api/gui_health", "localhost", "")

/* The real surface at a real port, with the real watchdog behind it, and a main loop that is made
 * to stand still: it waits in a callback until @client, a thread of its own, has its answer. */
typedef struct
{
  PerchToken *token;
  PerchSurface *surface;
  PerchWatchdog *watchdog;
  GSocketAddress *address;
  const char *request;
  char *answer;
  guint n_stalls;
} Fixture;

static void
health_cb (PerchRequest *request, gpointer user_data)
{
  g_autoptr (JsonBuilder) builder = perch_gui_health_begin (0, STALL_MS, "main loop");

  perch_reply_end (request, builder);
}

static void
stalled_cb (gint64 stall_us, gpointer user_data)
{
  Fixture *fixture = user_data;

  g_assert_cmpint (stall_us, >=, STALL_MS * 1000);
  fixture->n_stalls++;
}

static void
guard (Fixture *fixture, gboolean require_token)
{
  static const char *const no_origins[] = { NULL };
  g_autoptr (GError) error = NULL;
  PerchWatchdogDoor door = {
    .name = "hooks",
    .listener = perch_acceptor_get_listener (perch_surface_get_acceptor (fixture->surface)),
    .token = fixture->token,
    .allowed_origins = no_origins,
    .require_token = require_token,
  };

  perch_limits_init (&door.limits);
  perch_watchdog_guard (fixture->watchdog, &door, &error);
  g_assert_no_error (error);
}

static void
setup (Fixture *fixture, gconstpointer require_token)
{
  static const PerchRoute routes[] = { { "GET", PERCH_GUI_HEALTH_PATH, health_cb, 0 } };
  g_autoptr (GSocketAddress) any = g_inet_socket_address_new_from_string ("127.0.0.1", 0);
  g_autoptr (GError) error = NULL;

  fixture->token = perch_token_new (NULL);
  fixture->surface = perch_surface_new ("hooks", NULL);
  perch_router_add (perch_surface_get_router (fixture->surface), routes, G_N_ELEMENTS (routes),
                    NULL);
  perch_surface_listen (fixture->surface, any, &error);
  g_assert_no_error (error);
  fixture->address =
      g_object_ref (perch_acceptor_get_address (perch_surface_get_acceptor (fixture->surface)));
  fixture->watchdog = perch_watchdog_new (STALL_MS, stalled_cb, fixture);
  guard (fixture, GPOINTER_TO_INT (require_token));
}

static void
teardown (Fixture *fixture, gconstpointer user_data)
{
  perch_watchdog_free (fixture->watchdog);
  perch_surface_free (fixture->surface);
  perch_token_free (fixture->token);
  g_object_unref (fixture->address);
  g_free (fixture->answer);
}

/* Everything here blocks: it is a thread without a main loop. */
static gpointer
client_thread (gpointer user_data)
{
  Fixture *fixture = user_data;
  g_autoptr (GSocket) socket = raw_connect (fixture->address);
  g_autoptr (GString) text = g_string_new (NULL);
  char buffer[4096];
  gssize length = 0;

  g_socket_set_timeout (socket, PATIENCE_S);
  raw_send (socket, fixture->request);
  while ((length = g_socket_receive (socket, buffer, sizeof buffer, NULL, NULL)) > 0)
    g_string_append_len (text, buffer, length);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static gboolean
stand_still_cb (gpointer user_data)
{
  Fixture *fixture = user_data;
  GThread *client = g_thread_new ("client", client_thread, fixture);

  fixture->answer = g_thread_join (client);
  return G_SOURCE_REMOVE;
}

static gboolean
has_answer (gpointer user_data)
{
  return ((Fixture *) user_data)->answer != NULL;
}

/* Sends @request, with the real address for "localhost", while the main loop stands still. */
static void
ask_in_stall (Fixture *fixture, const char *request)
{
  g_autofree char *host = g_socket_connectable_to_string (G_SOCKET_CONNECTABLE (fixture->address));
  g_auto (GStrv) parts = g_strsplit (request, "localhost", 2);
  g_autofree char *text = g_strjoinv (host, parts);

  fixture->request = text;
  g_clear_pointer (&fixture->answer, g_free);
  g_idle_add (stand_still_cb, fixture);
  raw_wait (has_answer, fixture);
  fixture->request = NULL;
}

static gboolean
is_back (gpointer user_data)
{
  Fixture *fixture = user_data;
  g_autofree char *host = g_socket_connectable_to_string (G_SOCKET_CONNECTABLE (fixture->address));
  g_autofree char *request = g_strdup_printf (GET ("/api/gui_health", "%s", ""), host);
  g_autofree char *answer = raw_exchange (fixture->address, request);

  return strstr (answer, "\"main loop\"") != NULL;
}

static void
test_health (Fixture *fixture, gconstpointer user_data)
{
  g_test_summary ("While the main loop stands still its health is told; then it answers again.");

  ask_in_stall (fixture, HEALTH);
  g_assert_nonnull (strstr (fixture->answer, "HTTP/1.1 200"));
  g_assert_nonnull (strstr (fixture->answer, "\"status\":\"degraded\""));
  g_assert_nonnull (strstr (fixture->answer, "\"alive\":false"));
  g_assert_nonnull (strstr (fixture->answer, "The main loop has stood still for"));
  g_assert_nonnull (strstr (fixture->answer, "\"answered_by\":\"watchdog\""));
  raw_wait (is_back, fixture);
  g_assert_cmpuint (fixture->n_stalls, >=, 1);
}

static void
test_anything_else (Fixture *fixture, gconstpointer user_data)
{
  ask_in_stall (fixture, GET ("/status", "localhost", ""));
  g_assert_nonnull (strstr (fixture->answer, "HTTP/1.1 503"));
  g_assert_nonnull (strstr (fixture->answer, "Retry-After:"));
  g_assert_nonnull (strstr (fixture->answer, "\"gui_stalled\""));
}

static void
test_gate (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *with_token =
      g_strdup_printf (GET ("/api/gui_health", "localhost", "Authorization: Bearer %s\r\n"),
                       perch_token_get_secret (fixture->token));

  g_test_summary ("The same get in as ever.");

  ask_in_stall (fixture, GET ("/api/gui_health", "elsewhere", ""));
  g_assert_nonnull (strstr (fixture->answer, "HTTP/1.1 421"));
  ask_in_stall (fixture, GET ("/api/gui_health", "localhost", "Origin: https://x.example\r\n"));
  g_assert_nonnull (strstr (fixture->answer, "HTTP/1.1 403"));
  ask_in_stall (fixture, HEALTH);
  g_assert_nonnull (strstr (fixture->answer, "HTTP/1.1 401"));
  ask_in_stall (fixture, with_token);
  g_assert_nonnull (strstr (fixture->answer, "HTTP/1.1 200"));
}

static void
test_again (Fixture *fixture, gconstpointer user_data)
{
  g_test_summary ("It can guard anew, in the middle of anything, and stop.");

  guard (fixture, FALSE);
  ask_in_stall (fixture, HEALTH);
  g_assert_nonnull (strstr (fixture->answer, "\"watchdog\""));
  guard (fixture, FALSE);
  ask_in_stall (fixture, HEALTH);
  g_assert_nonnull (strstr (fixture->answer, "\"watchdog\""));
  for (guint i = 0; i < 20; i++)
    guard (fixture, FALSE);
  perch_watchdog_leave (fixture->watchdog);
  perch_watchdog_leave (fixture->watchdog);
}

static void
test_port_is_free (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (PerchSurface) other = perch_surface_new ("other", NULL);

  g_test_summary ("Once it has left, its port can be had by others.");

  perch_surface_unlisten (fixture->surface);
  g_assert_false (perch_surface_listen (other, fixture->address, NULL));
  perch_watchdog_leave (fixture->watchdog);
  g_assert_true (perch_surface_listen (other, fixture->address, NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, token, func)                                                                     \
  g_test_add ("/watchdog/" name, Fixture, GINT_TO_POINTER (token), setup, func, teardown)
  ADD ("health", FALSE, test_health);
  ADD ("anything-else", FALSE, test_anything_else);
  ADD ("gate", TRUE, test_gate);
  ADD ("again", FALSE, test_again);
  ADD ("port-is-free", FALSE, test_port_is_free);
  return g_test_run ();
}
