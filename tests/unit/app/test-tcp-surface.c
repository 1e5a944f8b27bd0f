/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/tcp-surface.h"

#include <unistd.h>

#include "tests/unit/app/raw-client.h"

static const char *const no_origins[] = { NULL };

static GSocket *
take_port (guint16 *port)
{
  g_autoptr (GSocketAddress) wanted = g_inet_socket_address_new_from_string ("127.0.0.1", 0);
  g_autoptr (GSocketAddress) address = NULL;
  g_autoptr (GError) error = NULL;
  GSocket *socket =
      g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_DEFAULT, &error);

  g_assert_no_error (error);
  g_socket_bind (socket, wanted, FALSE, &error);
  g_assert_no_error (error);
  g_socket_listen (socket, &error);
  g_assert_no_error (error);
  address = g_socket_get_local_address (socket, &error);
  g_assert_no_error (error);
  *port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address));
  return socket;
}

static PerchTcpSurface *
new_surface (PerchToken *token, guint16 port)
{
  g_auto (PerchSurfaceSettings) settings = { 0 };

  perch_surface_settings_init (&settings, port, no_origins);
  return perch_tcp_surface_new ("bridge", token, &settings, "/settings.json");
}

static gboolean
is_open (gpointer user_data)
{
  PerchSurface *surface = perch_tcp_surface_get_surface (user_data);

  return perch_acceptor_get_address (perch_surface_get_acceptor (surface)) != NULL;
}

static gboolean
names_owner (gpointer user_data)
{
  const char *problem = perch_surface_get_problem (perch_tcp_surface_get_surface (user_data));

  return problem != NULL && strstr (problem, " is taken by pid ") != NULL;
}

/* What a surface has told. */
typedef struct
{
  guint n_changes;
  GPid owner;
} Told;

static void
changed_cb (PerchTcpSurface *surface, const PerchListener *owner, gpointer user_data)
{
  Told *told = user_data;

  told->n_changes++;
  if (owner != NULL)
    told->owner = owner->pid;
}

static void
test_open (void)
{
  g_autoptr (PerchToken) token = perch_token_new (NULL);
  g_autoptr (PerchTcpSurface) surface = new_surface (token, 0);
  Told told = { 0 };

  perch_tcp_surface_watch (surface, changed_cb, &told);
  perch_tcp_surface_open (surface);
  g_assert_true (is_open (surface));
  g_assert_cmpuint (told.n_changes, ==, 1);
}

static void
test_taken_for_a_while (void)
{
  guint16 port = 0;
  g_autoptr (GSocket) other = take_port (&port);
  g_autoptr (PerchToken) token = perch_token_new (NULL);
  g_autoptr (PerchTcpSurface) surface = new_surface (token, port);
  Told told = { 0 };

  g_test_summary ("It says who has the port, and has it when that one is gone.");

  perch_tcp_surface_watch (surface, changed_cb, &told);
  perch_tcp_surface_open (surface);
  g_assert_false (is_open (surface));
  raw_wait (names_owner, surface);
  g_assert_true (g_socket_close (other, NULL));
  raw_wait (is_open, surface);
  g_assert_null (perch_surface_get_problem (perch_tcp_surface_get_surface (surface)));
  g_assert_cmpuint (told.n_changes, ==, 2);
  g_assert_cmpint (told.owner, ==, 0);
}

static gboolean
has_given_up (gpointer user_data)
{
  const char *problem = perch_surface_get_problem (perch_tcp_surface_get_surface (user_data));

  return problem != NULL && strstr (problem, "choose another \"port\" in /settings.json") != NULL;
}

static void
test_taken_for_good (void)
{
  guint16 port = 0;
  g_autoptr (GSocket) other = take_port (&port);
  g_autoptr (PerchToken) token = perch_token_new (NULL);
  g_autoptr (PerchTcpSurface) surface = new_surface (token, port);
  Told told = { 0 };

  g_assert_nonnull (other);
  g_assert_cmpuint (perch_tcp_surface_get_port (surface), ==, port);
  perch_tcp_surface_watch (surface, changed_cb, &told);
  g_test_expect_message ("perch", G_LOG_LEVEL_WARNING, "The bridge is closed: port*taken by pid*");
  perch_tcp_surface_open (surface);
  raw_wait (has_given_up, surface);
  g_test_assert_expected_messages ();
  g_assert_cmpuint (told.n_changes, ==, 2);
  g_assert_cmpint (told.owner, ==, getpid ());
}

static void
test_freed_early (void)
{
  guint16 port = 0;
  g_autoptr (GSocket) other = take_port (&port);
  g_autoptr (PerchToken) token = perch_token_new (NULL);
  PerchTcpSurface *surface = new_surface (token, port);

  g_test_summary ("Whoever is looked for, it may be freed at any time.");

  g_assert_nonnull (other);
  perch_tcp_surface_open (surface);
  perch_tcp_surface_free (surface);
  surface = new_surface (token, port);
  perch_tcp_surface_open (surface);
  raw_wait (names_owner, surface);
  perch_tcp_surface_free (surface);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
test_refuse (void)
{
  g_autoptr (PerchToken) token = perch_token_new (NULL);
  g_autoptr (PerchTcpSurface) surface = new_surface (token, 0);

  g_test_expect_message ("perch", G_LOG_LEVEL_WARNING, "The bridge is closed: no good");
  perch_tcp_surface_refuse (surface, "no good");
  g_test_assert_expected_messages ();
  g_assert_cmpstr (perch_surface_get_problem (perch_tcp_surface_get_surface (surface)), ==,
                   "The bridge is closed: no good");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/tcp-surface/open", test_open);
  g_test_add_func ("/tcp-surface/taken-for-a-while", test_taken_for_a_while);
  g_test_add_func ("/tcp-surface/taken-for-good", test_taken_for_good);
  g_test_add_func ("/tcp-surface/freed-early", test_freed_early);
  g_test_add_func ("/tcp-surface/refuse", test_refuse);
  return g_test_run ();
}
