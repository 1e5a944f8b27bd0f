/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/server/crowd.h"

#include <gio/gunixsocketaddress.h>
#include <sys/wait.h>
#include <unistd.h>

/* Sixteen connections at a time: fourteen from one peer (nine tenths, unless it is set), four from
 * strangers. That the limits hold at a port is shown in tests/integration/test_other_users.py. */
#define MAX_CONNECTIONS 16
#define MAX_PER_PEER 14
#define MAX_STRANGERS 4

typedef struct
{
  PerchCrowd *crowd;
  PerchDeadlines *deadlines;
  GSocket *listener;
  GSocketAddress *address;
} Fixture;

static void
setup_at (Fixture *fixture, GSocketAddress *address, guint max_per_peer)
{
  const PerchLimits limits = { .max_connections = MAX_CONNECTIONS, .max_per_peer = max_per_peer };
  g_autoptr (GError) error = NULL;

  fixture->crowd = perch_crowd_new (&limits);
  fixture->deadlines = perch_deadlines_new ((PerchDeadlineFunc) perch_connection_shutdown);
  fixture->listener = g_socket_new (g_socket_address_get_family (address), G_SOCKET_TYPE_STREAM,
                                    G_SOCKET_PROTOCOL_DEFAULT, &error);
  g_assert_no_error (error);
  g_socket_bind (fixture->listener, address, TRUE, &error);
  g_assert_no_error (error);
  g_socket_set_listen_backlog (fixture->listener, 4 * MAX_CONNECTIONS);
  g_socket_listen (fixture->listener, &error);
  g_assert_no_error (error);
  fixture->address = g_socket_get_local_address (fixture->listener, &error);
  g_assert_no_error (error);
}

static void
setup (Fixture *fixture, gconstpointer max_per_peer)
{
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new_from_string ("127.0.0.1", 0);

  setup_at (fixture, address, GPOINTER_TO_UINT (max_per_peer));
}

static void
setup_unix (Fixture *fixture, gconstpointer max_per_peer)
{
  g_autofree char *name = g_uuid_string_random ();
  g_autoptr (GSocketAddress) address =
      g_unix_socket_address_new_with_type (name, -1, G_UNIX_SOCKET_ADDRESS_ABSTRACT);

  setup_at (fixture, address, GPOINTER_TO_UINT (max_per_peer));
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  perch_crowd_free (fixture->crowd);
  perch_deadlines_free (fixture->deadlines);
  g_object_unref (fixture->listener);
  g_object_unref (fixture->address);
}

static void
closed_cb (PerchConnection *connection, gpointer user_data)
{
}

static PerchConnection *
accept_one (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocket) socket = g_socket_accept (fixture->listener, NULL, &error);

  g_assert_no_error (error);
  return perch_connection_new (socket, fixture->deadlines, closed_cb, NULL);
}

/* The client's end is closed again, which changes nothing for who counts. */
static PerchConnection *
connect_one (Fixture *fixture, PerchPeer peer)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocketConnection) stream = NULL;
  PerchConnection *connection = NULL;

  stream = g_socket_client_connect (client, G_SOCKET_CONNECTABLE (fixture->address), NULL, &error);
  g_assert_no_error (error);
  connection = accept_one (fixture);
  perch_connection_set_peer (connection, peer);
  return connection;
}

/* Lets in as many as may come, and checks that one more may not.
 * Returns: (transfer full): those that are in */
static GPtrArray *
fill (Fixture *fixture, PerchPeer peer, guint expected)
{
  GPtrArray *members = g_ptr_array_new_with_free_func ((GDestroyNotify) perch_connection_unref);
  g_autoptr (PerchConnection) extra = NULL;

  for (guint i = 0; i < expected; i++)
    {
      PerchConnection *connection = connect_one (fixture, peer);

      g_assert_true (perch_crowd_enter (fixture->crowd, connection));
      g_ptr_array_add (members, connection);
    }
  extra = connect_one (fixture, peer);
  g_assert_false (perch_crowd_enter (fixture->crowd, extra));
  perch_crowd_leave (fixture->crowd, extra);
  return members;
}

static void
test_users (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) strangers = NULL;
  g_autoptr (GPtrArray) ours = NULL;
  g_autoptr (PerchConnection) unknown = NULL;

  g_test_summary ("Strangers, whoever they are, can't take the places of our programs.");

  strangers = fill (fixture, PERCH_PEER_OTHER_USER, MAX_STRANGERS);
  unknown = connect_one (fixture, PERCH_PEER_UNKNOWN);
  g_assert_false (perch_crowd_enter (fixture->crowd, unknown));
  ours = fill (fixture, PERCH_PEER_SAME_USER, MAX_PER_PEER);
  perch_crowd_leave (fixture->crowd, g_ptr_array_index (strangers, 0));
  g_assert_true (perch_crowd_enter (fixture->crowd, unknown));
}

static void
test_leave (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (GPtrArray) members = fill (fixture, PERCH_PEER_SAME_USER, MAX_PER_PEER);

      for (guint j = 0; j < members->len; j++)
        {
          perch_crowd_leave (fixture->crowd, g_ptr_array_index (members, j));
          perch_crowd_leave (fixture->crowd, g_ptr_array_index (members, j));
        }
    }
}

static void
test_set (Fixture *fixture, gconstpointer max_per_peer)
{
  g_autoptr (GPtrArray) ours = NULL;

  g_test_summary ("The settings say how many one peer may have.");

  ours = fill (fixture, PERCH_PEER_SAME_USER, GPOINTER_TO_UINT (max_per_peer));
}

static void
test_change (Fixture *fixture, gconstpointer data)
{
  static const PerchLimits fewer = { .max_connections = 4, .max_per_peer = 2 };
  g_autoptr (GPtrArray) ours = NULL;
  g_autoptr (GPtrArray) strangers = NULL;
  g_autoptr (PerchConnection) next = NULL;

  g_test_summary ("New limits hold from now on; who is in stays.");

  ours = fill (fixture, PERCH_PEER_SAME_USER, MAX_PER_PEER);
  perch_crowd_set_limits (fixture->crowd, &fewer);
  next = connect_one (fixture, PERCH_PEER_SAME_USER);
  for (guint i = 0; i < ours->len - 1; i++)
    {
      g_assert_false (perch_crowd_enter (fixture->crowd, next));
      perch_crowd_leave (fixture->crowd, g_ptr_array_index (ours, i));
    }
  g_assert_true (perch_crowd_enter (fixture->crowd, next));
  strangers = fill (fixture, PERCH_PEER_OTHER_USER, 1);
}

/* Returns: the pid of a process that has connected once, and lives until it is told to end */
static pid_t
connect_from_child (Fixture *fixture, int *leash)
{
  g_autoptr (GSocket) socket =
      g_socket_new (G_SOCKET_FAMILY_UNIX, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_DEFAULT, NULL);
  int ends[2];
  pid_t pid;

  g_assert_cmpint (pipe (ends), ==, 0);
  pid = fork ();
  g_assert_cmpint (pid, >=, 0);
  if (pid == 0)
    {
      char byte;

      close (ends[1]);
      if (g_socket_connect (socket, fixture->address, NULL, NULL))
        (void) !read (ends[0], &byte, 1);
      _exit (0);
    }
  close (ends[0]);
  *leash = ends[1];
  return pid;
}

static void
test_processes (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) ours = NULL;
  g_autoptr (PerchConnection) other = NULL;
  int leash = -1;
  pid_t pid = 0;

  g_test_summary ("At a Unix socket each process counts for itself.");

  ours = fill (fixture, PERCH_PEER_SAME_USER, MAX_PER_PEER);
  pid = connect_from_child (fixture, &leash);
  other = accept_one (fixture);
  g_assert_true (perch_crowd_enter (fixture->crowd, other));
  close (leash);
  g_assert_cmpint (waitpid (pid, NULL, 0), ==, pid);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/crowd/users", Fixture, NULL, setup, test_users, teardown);
  g_test_add ("/crowd/leave", Fixture, NULL, setup, test_leave, teardown);
  g_test_add ("/crowd/set", Fixture, GUINT_TO_POINTER (3), setup, test_set, teardown);
  g_test_add ("/crowd/change", Fixture, NULL, setup, test_change, teardown);
  g_test_add ("/crowd/processes", Fixture, NULL, setup_unix, test_processes, teardown);
  return g_test_run ();
}
