/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/server/peer-private.h"

#include <sys/socket.h>

#include "tests/unit/app/raw-client.h"

/* A real connection to ourselves. */
typedef struct
{
  GSocket *listener;
  GSocket *client;
  GSocket *accepted;
  PerchPeerFinder *finder;
} Fixture;

static GSocket *
new_socket (GSocketFamily family)
{
  g_autoptr (GError) error = NULL;
  GSocket *socket = g_socket_new (family, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_DEFAULT, &error);

  g_assert_no_error (error);
  return socket;
}

static void
setup (Fixture *fixture, gconstpointer data)
{
  const char *host = data;
  gboolean mapped = g_str_equal (host, "::ffff:127.0.0.1");
  g_autoptr (GSocketAddress) wanted =
      g_inet_socket_address_new_from_string (mapped ? "127.0.0.1" : host, 0);
  g_autoptr (GSocketAddress) address = NULL;
  g_autoptr (GSocketAddress) target = NULL;
  g_autoptr (GSocketAddress) own = g_inet_socket_address_new_from_string (host, 0);
  g_autoptr (GError) error = NULL;

  fixture->finder = perch_peer_finder_new ();
  fixture->listener = new_socket (g_socket_address_get_family (wanted));
  g_socket_bind (fixture->listener, wanted, TRUE, &error);
  g_assert_no_error (error);
  g_socket_listen (fixture->listener, &error);
  g_assert_no_error (error);
  address = g_socket_get_local_address (fixture->listener, NULL);
  target = g_inet_socket_address_new_from_string (
      host, g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address)));
  fixture->client = new_socket (g_socket_address_get_family (target));
  /* Its port is nobody else's, as one that connect() chooses may be. */
  g_socket_bind (fixture->client, own, FALSE, &error);
  g_assert_no_error (error);
  g_socket_connect (fixture->client, target, NULL, &error);
  g_assert_no_error (error);
  fixture->accepted = g_socket_accept (fixture->listener, NULL, &error);
  g_assert_no_error (error);
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  g_clear_object (&fixture->client);
  g_object_unref (fixture->accepted);
  g_object_unref (fixture->listener);
  perch_peer_finder_free (fixture->finder);
}

typedef struct
{
  gboolean done;
  gboolean found;
  PerchPeer peer;
} Slow;

static void
slow_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Slow *slow = user_data;

  slow->found = perch_peer_find_slowly_finish (result, &slow->peer, NULL);
  slow->done = TRUE;
}

static gboolean
is_done (gpointer user_data)
{
  return ((Slow *) user_data)->done;
}

static PerchPeer
find_slowly (Fixture *fixture)
{
  Slow slow = { FALSE };

  perch_peer_find_slowly_async (fixture->accepted, NULL, slow_cb, &slow);
  raw_wait (is_done, &slow);
  g_assert_true (slow.found);
  return slow.peer;
}

static void
test_ours (Fixture *fixture, gconstpointer data)
{
  PerchPeer peer = PERCH_PEER_UNKNOWN;

  g_test_summary ("Both ways to ask see that the other end is ours, time and again.");

  for (guint i = 0; i < 3; i++)
    {
      g_assert_true (perch_peer_finder_ask (fixture->finder, fixture->accepted, &peer));
      g_assert_cmpint (peer, ==, PERCH_PEER_SAME_USER);
    }
  g_assert_cmpint (find_slowly (fixture), ==, PERCH_PEER_SAME_USER);
}

static void
test_half_closed (Fixture *fixture, gconstpointer data)
{
  PerchPeer peer = PERCH_PEER_UNKNOWN;

  g_socket_shutdown (fixture->client, FALSE, TRUE, NULL);
  g_assert_true (perch_peer_finder_ask (fixture->finder, fixture->accepted, &peer));
  g_assert_cmpint (peer, ==, PERCH_PEER_SAME_USER);
}

static void
test_gone (Fixture *fixture, gconstpointer data)
{
  PerchPeer peer = PERCH_PEER_SAME_USER;

  g_test_summary ("Who has sent all and hung up can't be told, though the kernel says root.");

  g_assert_true (g_socket_close (fixture->client, NULL));
  perch_peer_finder_ask (fixture->finder, fixture->accepted, &peer);
  g_assert_cmpint (peer, ==, PERCH_PEER_UNKNOWN);
  g_assert_cmpint (find_slowly (fixture), ==, PERCH_PEER_UNKNOWN);
}

static void
test_listener_in_its_place (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GSocketAddress) theirs = g_socket_get_local_address (fixture->client, NULL);
  g_autoptr (GSocket) impostor = new_socket (g_socket_address_get_family (theirs));
  g_autoptr (GError) error = NULL;
  const struct linger abrupt = { 1, 0 };
  PerchPeer peer = PERCH_PEER_SAME_USER;

  g_test_summary ("A socket that listens where the peer was is not the peer.");

  /* With an RST there is no TIME_WAIT, and the port is free. */
  g_assert_cmpint (
      setsockopt (g_socket_get_fd (fixture->client), SOL_SOCKET, SO_LINGER, &abrupt, sizeof abrupt),
      ==, 0);
  g_assert_true (g_socket_close (fixture->client, NULL));
  g_socket_bind (impostor, theirs, TRUE, &error);
  g_assert_no_error (error);
  g_socket_listen (impostor, &error);
  g_assert_no_error (error);
  perch_peer_finder_ask (fixture->finder, fixture->accepted, &peer);
  g_assert_cmpint (peer, ==, PERCH_PEER_UNKNOWN);
}

static void
test_cancelled (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Slow slow = { FALSE };

  perch_peer_find_slowly_async (fixture->accepted, cancellable, slow_cb, &slow);
  g_cancellable_cancel (cancellable);
  raw_wait (is_done, &slow);
  g_assert_false (slow.found);
}

static void
test_judge (void)
{
  const PerchPeerOwner ours = { 1000, 77 };
  const PerchPeerOwner root = { 0, 77 };
  const PerchPeerOwner orphan = { 0, 0 };
  const PerchPeerOwner nobody = { 65534, 77 };

  g_assert_cmpint (perch_peer_judge (&ours, 1000), ==, PERCH_PEER_SAME_USER);
  g_assert_cmpint (perch_peer_judge (&ours, 1001), ==, PERCH_PEER_OTHER_USER);
  g_assert_cmpint (perch_peer_judge (&root, 0), ==, PERCH_PEER_SAME_USER);
  g_assert_cmpint (perch_peer_judge (&root, 1000), ==, PERCH_PEER_OTHER_USER);
  g_assert_cmpint (perch_peer_judge (&orphan, 0), ==, PERCH_PEER_UNKNOWN);
  g_assert_cmpint (perch_peer_judge (&orphan, 1000), ==, PERCH_PEER_UNKNOWN);
  g_assert_cmpint (perch_peer_judge (&nobody, 1000), ==, PERCH_PEER_OTHER_USER);
  g_assert_cmpint (perch_peer_judge (&nobody, 65534), ==, PERCH_PEER_UNKNOWN);
}

static void
test_odd_tables (Fixture *fixture, gconstpointer data)
{
  static const char *const tables[] = { "", "\n", "  sl\n\n\n", "  sl\n   0: x y z",
                                        "  sl\n 0: 0100007F:0" };
  g_auto (PerchPeerEnds) ends = { NULL, NULL };
  PerchPeerOwner owner = { 0 };

  g_assert_true (perch_peer_ends_init (&ends, fixture->accepted));
  for (gsize i = 0; i < G_N_ELEMENTS (tables); i++)
    g_assert_false (perch_peer_scan_table (tables[i], &ends, &owner));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, host, func) g_test_add ("/peer/" name, Fixture, host, setup, func, teardown)
  ADD ("ipv4", "127.0.0.1", test_ours);
  ADD ("mapped", "::ffff:127.0.0.1", test_ours);
  ADD ("ipv6", "::1", test_ours);
  ADD ("half-closed", "127.0.0.1", test_half_closed);
  ADD ("gone", "127.0.0.1", test_gone);
  ADD ("gone-mapped", "::ffff:127.0.0.1", test_gone);
  ADD ("listener-in-its-place", "127.0.0.1", test_listener_in_its_place);
  ADD ("cancelled", "127.0.0.1", test_cancelled);
  ADD ("odd-tables", "127.0.0.1", test_odd_tables);
  g_test_add_func ("/peer/judge", test_judge);
  return g_test_run ();
}
