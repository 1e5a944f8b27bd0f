/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/process-tree.h"

#include <gio/gio.h>
#include <string.h>
#include <unistd.h>

#include "tests/unit/backend-manager/family.h"

/* Returns: (transfer full) (nullable): a socket that listens on @address; %NULL where this machine
 * has no such address */
static GSocket *
listen_on (const char *address, guint16 *port)
{
  g_autoptr (GInetAddress) inet = g_inet_address_new_from_string (address);
  g_autoptr (GSocketAddress) any_port = g_inet_socket_address_new (inet, 0);
  g_autoptr (GSocketAddress) local = NULL;
  g_autoptr (GSocket) socket = g_socket_new (g_inet_address_get_family (inet), G_SOCKET_TYPE_STREAM,
                                             G_SOCKET_PROTOCOL_TCP, NULL);

  if (socket == NULL || !g_socket_bind (socket, any_port, FALSE, NULL))
    return NULL;
  g_assert_true (g_socket_listen (socket, NULL));
  local = g_socket_get_local_address (socket, NULL);
  *port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (local));
  return g_steal_pointer (&socket);
}

static void
test_addresses (void)
{
  static const char *const addresses[] = { "127.0.0.1", "127.0.0.2", "0.0.0.0",
                                           "::1",       "::",        "::ffff:127.0.0.1" };

  for (gsize i = 0; i < G_N_ELEMENTS (addresses); i++)
    {
      guint16 port = 0;
      g_autoptr (GSocket) socket = listen_on (addresses[i], &port);

      if (socket == NULL)
        {
          g_test_message ("no %s here", addresses[i]);
          g_assert_nonnull (strchr (addresses[i], ':'));
          continue;
        }
      g_assert_true (perch_process_tree_owns_port (getpid (), port));
      g_assert_true (g_socket_close (socket, NULL));
      g_assert_false (perch_process_tree_owns_port (getpid (), port));
    }
}

static void
test_descendant (void)
{
  guint16 port = 0;
  g_autoptr (GSocket) socket = listen_on ("127.0.0.1", &port);
  g_autofree char *listener = NULL;
  g_autofree char *expected = NULL;
  g_autoptr (PerchListener) found = NULL;
  GPid holder = perch_family_fork (perch_family_sleep, NULL);
  GPid other = 0;

  g_assert_true (g_socket_close (socket, NULL)); /* the child has it still */
  other = perch_family_fork (perch_family_sleep, NULL);
  g_assert_true (perch_process_tree_owns_port (getpid (), port));
  g_assert_true (perch_process_tree_owns_port (holder, port));
  g_assert_false (perch_process_tree_owns_port (other, port));
  g_assert_false (perch_process_tree_owns_port (0, port));

  /* The kernel cuts names to 15 bytes. */
  listener = perch_process_tree_describe_listener (port);
  expected = g_strdup_printf ("pid %d, test-process-tr", holder);
  g_assert_cmpstr (listener, ==, expected);
  found = perch_process_tree_find_listener (port);
  g_assert_cmpint (found->pid, ==, holder);
  g_assert_cmpstr (found->program, ==, "test-process-tr");
  perch_family_end ();
  g_assert_null (perch_process_tree_describe_listener (port));
}

static void
test_connection_is_no_listener (void)
{
  guint16 port = 0;
  g_autoptr (GSocket) listener = listen_on ("127.0.0.1", &port);
  g_autoptr (GSocketAddress) address = g_socket_get_local_address (listener, NULL);
  g_autoptr (GSocket) client =
      g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL);
  g_autoptr (GSocket) accepted = NULL;

  g_assert_true (g_socket_connect (client, address, NULL, NULL));
  accepted = g_socket_accept (listener, NULL, NULL);
  g_assert_nonnull (accepted);
  g_assert_true (g_socket_close (listener, NULL));
  g_assert_false (perch_process_tree_owns_port (getpid (), port));
}

static void
test_describe (void)
{
  const PerchListener stranger = { 0 };
  const PerchListener gone = { .pid = 12 };
  const PerchListener odd = { .pid = 12, .program = (char *) "a\nb" };
  g_autofree char *of_stranger = perch_listener_describe (&stranger);
  g_autofree char *of_gone = perch_listener_describe (&gone);
  g_autofree char *of_odd = perch_listener_describe (&odd);

  g_assert_cmpstr (of_stranger, ==, "a program of another user");
  g_assert_cmpstr (of_gone, ==, "pid 12");
  g_assert_null (strchr (of_odd, '\n'));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  perch_family_adopt_orphans ();
  g_test_add_func ("/process-tree-port/addresses", test_addresses);
  g_test_add_func ("/process-tree-port/descendant", test_descendant);
  g_test_add_func ("/process-tree-port/connection-is-no-listener", test_connection_is_no_listener);
  g_test_add_func ("/process-tree-port/describe", test_describe);
  return g_test_run ();
}
