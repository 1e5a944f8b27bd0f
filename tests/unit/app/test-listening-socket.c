/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/server/listening-socket.h"

#include "app/server/server-error.h"

static GSocket *
open_socket (const char *host, GError **error)
{
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new_from_string (host, 0);

  return perch_listening_socket_open (address, error);
}

static void
connect_to (GSocket *listener)
{
  g_autoptr (GSocketAddress) address = g_socket_get_local_address (listener, NULL);
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) connection = NULL;
  g_autoptr (GError) error = NULL;

  connection = g_socket_client_connect (client, G_SOCKET_CONNECTABLE (address), NULL, &error);
  g_assert_no_error (error);
}

static void
test_other_machines (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (open_socket ("0.0.0.0", &error));
  g_assert_error (error, PERCH_SERVER_ERROR, PERCH_SERVER_ERROR_ADDRESS);
  g_assert_nonnull (strstr (error->message, "127.0.0.1 or ::1 only"));
}

static void
test_shared (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocket) first = open_socket ("127.0.0.1", &error);
  g_autoptr (GSocket) second = NULL;
  g_autoptr (GSocket) accepted = NULL;

  g_test_summary ("What is accepted by one is not there for the other, and neither ever waits.");

  g_assert_no_error (error);
  second = perch_listening_socket_share (first, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_socket_get_fd (first), !=, g_socket_get_fd (second));
  connect_to (first);
  g_assert_true (g_socket_condition_wait (first, G_IO_IN, NULL, &error));
  accepted = g_socket_accept (second, NULL, &error);
  g_assert_no_error (error);
  g_assert_null (g_socket_accept (first, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK);
}

static void
test_address_stays_taken (void)
{
  g_autoptr (GSocket) first = open_socket ("127.0.0.1", NULL);
  g_autoptr (GSocket) second = perch_listening_socket_share (first, NULL);
  g_autoptr (GSocketAddress) address = g_socket_get_local_address (first, NULL);
  g_autoptr (GError) error = NULL;

  g_clear_object (&first);
  g_assert_null (perch_listening_socket_open (address, &error));
  g_assert_error (error, PERCH_SERVER_ERROR, PERCH_SERVER_ERROR_ADDRESS);
  g_clear_object (&second);
  first = perch_listening_socket_open (address, NULL);
  g_assert_nonnull (first);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/listening-socket/other-machines", test_other_machines);
  g_test_add_func ("/listening-socket/shared", test_shared);
  g_test_add_func ("/listening-socket/address-stays-taken", test_address_stays_taken);
  return g_test_run ();
}
