/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/server/hangups.h"

#include <sys/socket.h>

#include "tests/unit/app/raw-client.h"

/* One end of a pair of sockets is watched. */
typedef struct
{
  PerchHangups *hangups;
  PerchHangup hangup;
  GSocket *ours;
  GSocket *theirs;
  guint n_told;
} Pair;

static void
readable_cb (gpointer owner)
{
  ((Pair *) owner)->n_told++;
}

static void
pair_init (Pair *pair, PerchHangups *hangups)
{
  int fds[2] = { -1, -1 };

  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds), ==, 0);
  *pair = (Pair){ .hangups = hangups };
  pair->ours = g_socket_new_from_fd (fds[0], NULL);
  pair->theirs = g_socket_new_from_fd (fds[1], NULL);
  perch_hangups_watch (hangups, &pair->hangup, pair->ours, pair);
}

static void
pair_clear (Pair *pair)
{
  perch_hangups_forget (pair->hangups, &pair->hangup);
  g_clear_object (&pair->ours);
  g_clear_object (&pair->theirs);
}

static gboolean
is_told (gpointer user_data)
{
  return ((Pair *) user_data)->n_told > 0;
}

static void
turn_loop (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
test_told_once (void)
{
  g_autoptr (PerchHangups) hangups = perch_hangups_new (readable_cb);
  Pair leaves;
  Pair half;
  Pair talks;
  Pair stays;

  g_test_summary ("Of each socket that has something to read the owner is told once.");

  pair_init (&leaves, hangups);
  pair_init (&half, hangups);
  pair_init (&talks, hangups);
  pair_init (&stays, hangups);
  g_assert_true (g_socket_close (leaves.theirs, NULL));
  g_assert_true (g_socket_shutdown (half.theirs, FALSE, TRUE, NULL));
  raw_send (talks.theirs, "hello");
  raw_wait (is_told, &leaves);
  raw_wait (is_told, &half);
  raw_wait (is_told, &talks);
  turn_loop ();
  g_assert_cmpuint (leaves.n_told, ==, 1);
  g_assert_cmpuint (half.n_told, ==, 1);
  g_assert_cmpuint (talks.n_told, ==, 1);
  g_assert_cmpuint (stays.n_told, ==, 0);
  pair_clear (&leaves);
  pair_clear (&half);
  pair_clear (&talks);
  pair_clear (&stays);
}

static void
test_forgotten (void)
{
  g_autoptr (PerchHangups) hangups = perch_hangups_new (readable_cb);
  Pair forgotten;
  Pair other;

  pair_init (&forgotten, hangups);
  perch_hangups_forget (hangups, &forgotten.hangup);
  perch_hangups_forget (hangups, &forgotten.hangup);
  pair_init (&other, hangups);
  g_assert_true (g_socket_close (forgotten.theirs, NULL));
  g_assert_true (g_socket_close (other.theirs, NULL));
  raw_wait (is_told, &other);
  g_assert_cmpuint (forgotten.n_told, ==, 0);
  perch_hangups_watch (hangups, &forgotten.hangup, forgotten.ours, &forgotten);
  raw_wait (is_told, &forgotten);
  pair_clear (&forgotten);
  pair_clear (&other);
}

static void
test_number_comes_again (void)
{
  g_autoptr (PerchHangups) hangups = perch_hangups_new (readable_cb);
  Pair closed;
  Pair next;
  int fd = -1;

  g_test_summary ("A socket that was closed while it was watched takes nothing from the next one "
                  "with its number.");

  pair_init (&closed, hangups);
  fd = g_socket_get_fd (closed.ours);
  g_clear_object (&closed.ours);
  pair_init (&next, hangups);
  g_assert_cmpint (g_socket_get_fd (next.ours), ==, fd);
  perch_hangups_forget (hangups, &closed.hangup);
  g_assert_true (g_socket_close (next.theirs, NULL));
  raw_wait (is_told, &next);
  g_assert_cmpuint (closed.n_told, ==, 0);
  pair_clear (&closed);
  pair_clear (&next);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/hangups/told-once", test_told_once);
  g_test_add_func ("/hangups/forgotten", test_forgotten);
  g_test_add_func ("/hangups/number-comes-again", test_number_comes_again);
  return g_test_run ();
}
