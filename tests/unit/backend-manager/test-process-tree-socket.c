/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include <gio/gunixsocketaddress.h>
#include <string.h>
#include <unistd.h>

#include "backend-manager/process-tree.h"
#include "tests/unit/backend-manager/scratch.h"

static GSocketListener *
listen_at (const char *path)
{
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (path);
  GSocketListener *listener = g_socket_listener_new ();
  g_autoptr (GError) error = NULL;

  g_socket_listener_add_address (listener, address, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_DEFAULT,
                                 NULL, NULL, &error);
  g_assert_no_error (error);
  return listener;
}

static void
test_owner (void)
{
  g_auto (PerchScratch) scratch = { 0 };
  g_autofree char *path = g_build_filename (perch_scratch_init (&scratch), "a b.sock", NULL);
  g_autofree char *other = g_build_filename (scratch.dir, "b.sock", NULL);
  g_autoptr (GSocketListener) listener = NULL;
  g_autoptr (GSubprocess) stranger =
      g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, NULL, "/bin/sleep", "60", NULL);
  GPid pid = (GPid) g_ascii_strtoll (g_subprocess_get_identifier (stranger), NULL, 10);
  g_autofree char *who = NULL;
  g_autofree char *nobody = perch_process_tree_describe_socket_listener (other);
  g_autofree char *expected = g_strdup_printf ("pid %d, ", (int) getpid ());

  listener = listen_at (path);
  who = perch_process_tree_describe_socket_listener (path);
  g_assert_true (perch_process_tree_owns_socket (getpid (), path));
  g_assert_false (perch_process_tree_owns_socket (pid, path));
  g_assert_false (perch_process_tree_owns_socket (getpid (), other));
  g_assert_true (g_str_has_prefix (who, expected));
  g_assert_null (nobody);
  g_subprocess_force_exit (stranger);
  g_assert_true (g_subprocess_wait (stranger, NULL, NULL));
}

/* A server that binds a relative path is found all the same. */
static void
test_relative (void)
{
  g_auto (PerchScratch) scratch = { 0 };
  g_autofree char *path = g_build_filename (perch_scratch_init (&scratch), "x.sock", NULL);
  g_autofree char *before = g_get_current_dir ();
  g_autoptr (GSocketListener) listener = NULL;

  g_assert_cmpint (chdir (scratch.dir), ==, 0);
  listener = listen_at ("x.sock");
  g_assert_cmpint (chdir (before), ==, 0);
  g_assert_true (perch_process_tree_owns_socket (getpid (), path));
}

/* Who is connected to a socket does not listen there. */
static void
test_client (void)
{
  g_auto (PerchScratch) scratch = { 0 };
  g_autofree char *path = g_build_filename (perch_scratch_init (&scratch), "x.sock", NULL);
  g_autoptr (GSocketListener) listener = listen_at (path);
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (path);
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) connection =
      g_socket_client_connect (client, G_SOCKET_CONNECTABLE (address), NULL, NULL);

  g_assert_nonnull (connection);
  g_socket_listener_close (listener);
  g_assert_false (perch_process_tree_owns_socket (getpid (), path));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/process-tree-socket/owner", test_owner);
  g_test_add_func ("/process-tree-socket/relative", test_relative);
  g_test_add_func ("/process-tree-socket/client", test_client);
  return g_test_run ();
}
