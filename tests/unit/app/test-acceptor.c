/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/server/acceptor.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gunixsocketaddress.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "tests/unit/app/raw-client.h"

/* Accepted streams are kept until the test lets go of them. */
typedef struct
{
  PerchLimits limits;
  PerchAcceptor *acceptor;
  GPtrArray *streams;
  gboolean ignore;
} Fixture;

static void
accepted_cb (PerchConnection *connection, gpointer user_data)
{
  Fixture *fixture = user_data;

  if (!fixture->ignore)
    g_ptr_array_add (fixture->streams, perch_connection_open_stream (connection));
}

static void
setup (Fixture *fixture, gconstpointer user_data)
{
  perch_limits_init (&fixture->limits);
  fixture->limits.max_connections = 3;
  fixture->limits.header_ms = 100;
  fixture->streams = g_ptr_array_new_with_free_func (g_object_unref);
  fixture->acceptor = perch_acceptor_new (&fixture->limits, accepted_cb, fixture);
}

static void
teardown (Fixture *fixture, gconstpointer user_data)
{
  g_clear_pointer (&fixture->acceptor, perch_acceptor_free);
  g_ptr_array_unref (fixture->streams);
}

static void
listen_on_loopback (Fixture *fixture)
{
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GError) error = NULL;

  g_assert_true (perch_acceptor_listen (fixture->acceptor, address, &error));
  g_assert_no_error (error);
}

static gboolean
has_one (gpointer user_data)
{
  return ((Fixture *) user_data)->streams->len == 1;
}

static gboolean
has_three (gpointer user_data)
{
  return ((Fixture *) user_data)->streams->len == 3;
}

static void
test_accept (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (GSocket) client = NULL;
  GSocket *server = NULL;
  int flags = 0;

  listen_on_loopback (fixture);
  client = raw_connect (perch_acceptor_get_address (fixture->acceptor));
  raw_wait (has_one, fixture);
  g_assert_cmpuint (perch_acceptor_get_n_open (fixture->acceptor), ==, 1);

  server = g_socket_connection_get_socket (g_ptr_array_index (fixture->streams, 0));
  flags = fcntl (g_socket_get_fd (server), F_GETFD);
  g_assert_cmpint (flags & FD_CLOEXEC, ==, FD_CLOEXEC);

  g_ptr_array_set_size (fixture->streams, 0);
  g_assert_cmpuint (perch_acceptor_get_n_open (fixture->acceptor), ==, 0);
}

static void
test_not_taken (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *reply = NULL;

  g_test_summary ("A connection that nobody wants to serve is closed.");

  fixture->ignore = TRUE;
  listen_on_loopback (fixture);
  reply = raw_exchange (perch_acceptor_get_address (fixture->acceptor), "x");
  g_assert_cmpstr (reply, ==, "");
  g_assert_cmpuint (perch_acceptor_get_n_open (fixture->acceptor), ==, 0);
}

static void
test_cap (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (GPtrArray) clients = g_ptr_array_new_with_free_func (g_object_unref);

  g_test_summary ("Over the limit, connections wait until others close.");

  listen_on_loopback (fixture);
  for (guint i = 0; i < 5; i++)
    g_ptr_array_add (clients, raw_connect (perch_acceptor_get_address (fixture->acceptor)));
  raw_wait (has_three, fixture);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (fixture->streams->len, ==, 3);
  g_ptr_array_set_size (fixture->streams, 1);
  raw_wait (has_three, fixture);
}

static void
test_late (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (GSocket) client = NULL;
  g_autofree char *reply = NULL;
  gint64 start = g_get_monotonic_time ();

  g_test_summary ("A client that sends no header in time is cut off.");

  listen_on_loopback (fixture);
  client = raw_connect (perch_acceptor_get_address (fixture->acceptor));
  reply = raw_read_all (client);
  g_assert_cmpstr (reply, ==, "");
  g_assert_cmpint (g_get_monotonic_time () - start, >=, 100000);
}

static void
test_stop (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (GSocket) client = NULL;
  g_autoptr (GSocketAddress) address = NULL;
  g_autofree char *reply = NULL;

  listen_on_loopback (fixture);
  address = g_object_ref (perch_acceptor_get_address (fixture->acceptor));
  client = raw_connect (address);
  raw_wait (has_one, fixture);
  perch_acceptor_stop (fixture->acceptor);
  reply = raw_read_all (client);
  g_assert_cmpstr (reply, ==, "");
  g_assert_null (perch_acceptor_get_address (fixture->acceptor));

  g_assert_true (perch_acceptor_listen (fixture->acceptor, address, NULL));
  g_clear_pointer (&fixture->acceptor, perch_acceptor_free);
  g_ptr_array_set_size (fixture->streams, 0);
}

static void
test_bad_address (Fixture *fixture, gconstpointer user_data)
{
  static const char *const others[] = { "0.0.0.0", "::", "192.0.2.1", "10.0.0.1" };
  g_autoptr (GSocketAddress) taken = NULL;
  g_autoptr (PerchAcceptor) second = NULL;
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (others); i++)
    {
      g_autoptr (GSocketAddress) address = g_inet_socket_address_new_from_string (others[i], 0);

      g_assert_false (perch_acceptor_listen (fixture->acceptor, address, &error));
      g_assert_error (error, PERCH_SERVER_ERROR, PERCH_SERVER_ERROR_ADDRESS);
      g_assert_nonnull (strstr (error->message, others[i]));
      g_clear_error (&error);
    }

  listen_on_loopback (fixture);
  taken = g_object_ref (perch_acceptor_get_address (fixture->acceptor));
  second = perch_acceptor_new (&fixture->limits, accepted_cb, fixture);
  g_assert_false (perch_acceptor_listen (second, taken, &error));
  g_assert_error (error, PERCH_SERVER_ERROR, PERCH_SERVER_ERROR_ADDRESS);
}

static gboolean
over_cb (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
  return G_SOURCE_REMOVE;
}

static gboolean
has_any (gpointer user_data)
{
  return ((Fixture *) user_data)->streams->len > 0;
}

/* In a child, whose limits are its own: fills the table of descriptors, sees that a connection
 * can't be accepted, makes room, and sees that connections are accepted again. */
static gboolean
run_out_of_descriptors (gpointer user_data)
{
  Fixture *fixture = user_data;
  g_autoptr (GSocket) client = NULL;
  g_autoptr (GSocket) later = NULL;
  struct rlimit limit = { 0 };
  int last = -1;
  int fd = -1;
  gboolean over = FALSE;
  guint turns = 0;

  listen_on_loopback (fixture);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  getrlimit (RLIMIT_NOFILE, &limit);
  limit.rlim_cur = 64;
  setrlimit (RLIMIT_NOFILE, &limit);
  client = raw_connect (perch_acceptor_get_address (fixture->acceptor));
  while ((fd = open ("/dev/null", O_RDONLY | O_CLOEXEC)) != -1)
    last = fd;
  if (errno != EMFILE)
    return FALSE;

  /* Several back-offs long; the loop sleeps in between instead of spinning. */
  g_timeout_add (350, over_cb, &over);
  while (!over)
    {
      g_main_context_iteration (NULL, TRUE);
      turns++;
    }
  if (turns > 20 || fixture->streams->len > 0)
    return FALSE;
  close (last);
  close (last - 1);
  later = raw_connect (perch_acceptor_get_address (fixture->acceptor));
  raw_wait (has_any, fixture);
  return TRUE;
}

static void
test_emfile (Fixture *fixture, gconstpointer user_data)
{
  raw_join (raw_fork (run_out_of_descriptors, fixture));
}

/* In a child of another user: connects, and says what comes back. */
static gboolean
connect_as_nobody (gpointer path)
{
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (path);
  g_autoptr (GSocket) client = NULL;
  char byte = '\0';

  if (setgid (65534) != 0 || setuid (65534) != 0)
    return FALSE;
  client = raw_connect (address);
  return g_socket_receive (client, &byte, 1, NULL, NULL) == 0;
}

static gboolean
has_refused (gpointer user_data)
{
  return perch_acceptor_get_n_refused (((Fixture *) user_data)->acceptor) == 1;
}

static void
test_other_user (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *directory = g_dir_make_tmp ("perch-test-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (directory, "sock", NULL);
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (path);
  g_autoptr (GSocket) client = NULL;
  g_autoptr (GError) error = NULL;
  pid_t child = -1;

  g_test_summary ("Where the file system lets another user in, the peer check does not.");

  g_assert_true (perch_acceptor_listen (fixture->acceptor, address, &error));
  g_assert_no_error (error);
  client = raw_connect (address);
  raw_wait (has_one, fixture);

  if (geteuid () == 0)
    {
      g_assert_cmpint (g_chmod (directory, 0777), ==, 0);
      g_assert_cmpint (g_chmod (path, 0777), ==, 0);
      child = raw_fork (connect_as_nobody, path);
      raw_wait (has_refused, fixture);
      raw_join (child);
      g_assert_cmpuint (fixture->streams->len, ==, 1);
    }
  else
    g_test_skip ("Only root can become somebody else");

  g_unlink (path);
  g_assert_cmpint (g_rmdir (directory), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/acceptor/accept", Fixture, NULL, setup, test_accept, teardown);
  g_test_add ("/acceptor/not-taken", Fixture, NULL, setup, test_not_taken, teardown);
  g_test_add ("/acceptor/cap", Fixture, NULL, setup, test_cap, teardown);
  g_test_add ("/acceptor/late", Fixture, NULL, setup, test_late, teardown);
  g_test_add ("/acceptor/stop", Fixture, NULL, setup, test_stop, teardown);
  g_test_add ("/acceptor/bad-address", Fixture, NULL, setup, test_bad_address, teardown);
  g_test_add ("/acceptor/emfile", Fixture, NULL, setup, test_emfile, teardown);
  g_test_add ("/acceptor/other-user", Fixture, NULL, setup, test_other_user, teardown);
  return g_test_run ();
}
