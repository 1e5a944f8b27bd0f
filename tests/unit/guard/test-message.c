/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/guard/message.h"

#include <errno.h>
#include <glib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "backend-manager/guard/protocol.h"

static void
test_orders (void)
{
  const char *const nonsense[] = { "",
                                   "T",
                                   "T ",
                                   "T -1",
                                   "T 1 ",
                                   "T  1",
                                   "T 1x",
                                   "T 0x1",
                                   "K ",
                                   "K 1",
                                   "t 100",
                                   "k",
                                   "T 86400001",
                                   "X 0 0",
                                   "TT 10",
                                   "T 1\n2",
                                   "T 99999999999999999999999" };
  int64_t grace = 7;

  g_assert_cmpint (perch_guard_order_parse ("K", &grace), ==, PERCH_GUARD_ORDER_KILL);
  g_assert_cmpint (perch_guard_order_parse ("T 0", &grace), ==, PERCH_GUARD_ORDER_STOP);
  g_assert_cmpint (grace, ==, 0);
  g_assert_cmpint (perch_guard_order_parse ("T 86400000", &grace), ==, PERCH_GUARD_ORDER_STOP);
  g_assert_cmpint (grace, ==, 86400000);

  for (gsize i = 0; i < G_N_ELEMENTS (nonsense); i++)
    g_assert_cmpint (perch_guard_order_parse (nonsense[i], &grace), ==, PERCH_GUARD_ORDER_NONE);
  g_assert_cmpint (grace, ==, 86400000);
}

static void
assert_packet (int socket, const char *expected)
{
  char packet[PERCH_GUARD_MESSAGE_MAX + 1] = "";

  g_assert_cmpint (recv (socket, packet, PERCH_GUARD_MESSAGE_MAX, 0), ==, strlen (expected));
  g_assert_cmpstr (packet, ==, expected);
}

static void
test_reports (void)
{
  int ends[2];

  g_assert_cmpint (socketpair (AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends), ==, 0);

  perch_guard_say_started (ends[0], 4194303, 4194302);
  perch_guard_say_failed (ends[0], ENOENT, "exec");
  perch_guard_say_ended (ends[0], W_EXITCODE (255, 0));
  perch_guard_say_ended (ends[0], W_EXITCODE (0, 9));
  perch_guard_say_left (ends[0], 4000000000u, 3);
  perch_guard_say_done (ends[0], true, 0);
  perch_guard_say_done (ends[0], false, 2);

  assert_packet (ends[1], "S 4194303 4194302");
  assert_packet (ends[1], "E 2 exec");
  assert_packet (ends[1], "X 255 0");
  assert_packet (ends[1], "X -1 9");
  assert_packet (ends[1], "L 4000000000 3");
  assert_packet (ends[1], "Z 1 0");
  assert_packet (ends[1], "Z 0 2");

  /* The guard has hung up: there is no more to say, and no SIGPIPE for us either. */
  g_assert_cmpint (send (ends[1], "K", 1, MSG_NOSIGNAL), ==, -1);
  g_assert_cmpint (errno, ==, EPIPE);
  close (ends[1]);
  perch_guard_say_done (ends[0], true, 0); /* nobody is there: no SIGPIPE */
  close (ends[0]);
  perch_guard_say_done (-1, true, 0);
}

static void
test_unread_order (void)
{
  g_test_summary ("An order that came too late does not cost Perch the last words.");

  int ends[2];
  char byte;

  g_assert_cmpint (socketpair (AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends), ==, 0);
  g_assert_cmpint (send (ends[1], "K", 1, 0), ==, 1);
  g_assert_cmpint (send (ends[1], "T 5", 3, 0), ==, 3);
  perch_guard_say_done (ends[0], true, 0);
  close (ends[0]);
  assert_packet (ends[1], "Z 1 0");
  g_assert_cmpint (recv (ends[1], &byte, 1, 0), ==, 0);
  close (ends[1]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/guard/message/orders", test_orders);
  g_test_add_func ("/guard/message/reports", test_reports);
  g_test_add_func ("/guard/message/unread-order", test_unread_order);
  return g_test_run ();
}
