/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/free-port.h"

static void
test_choose (void)
{
  g_autoptr (GError) error = NULL;
  guint16 port = perch_free_port_choose (&error);

  g_assert_no_error (error);
  g_assert_cmpuint (port, >=, 1024);
}

static void
test_taken (void)
{
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();
  guint16 port = g_socket_listener_add_any_inet_port (listener, NULL, NULL);

  g_assert_cmpuint (port, !=, 0);
  g_assert_true (perch_free_port_is_taken (port));
  g_socket_listener_close (listener);
  g_assert_false (perch_free_port_is_taken (port));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/free-port/choose", test_choose);
  g_test_add_func ("/free-port/taken", test_taken);
  return g_test_run ();
}
