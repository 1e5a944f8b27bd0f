/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/server/host.h"

static void
test_ours (void)
{
  static const char *const hosts[] = {
    "127.0.0.1:5001",  "localhost:5001",  "LocalHost:5001",   "[::1]:5001",
    "127.0.0.1.:5001", "localhost.:5001", "localhost.:05001",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (hosts); i++)
    {
      g_test_message ("%s", hosts[i]);
      g_assert_true (perch_host_is_ours (hosts[i], 5001));
      g_assert_false (perch_host_is_ours (hosts[i], 5002));
    }
  g_assert_true (perch_host_is_ours ("localhost", 80));
  g_assert_true (perch_host_is_ours ("[::1]", 80));
}

static void
test_not_ours (void)
{
  static const char *const hosts[] = {
    "",
    ":",
    ":5001",
    ".",
    ".:5001",
    "localhost",
    "localhost:",
    "localhost:x",
    "localhost: 5001",
    "localhost:+5001",
    "localhost:-5001",
    "localhost:70537",
    "localhost:99999999999999999999",
    "localhost:5001x",
    "localhost:5001:5001",
    "localhost..:5001",
    "localhost:5001, localhost:5001",
    " localhost:5001",
    "evil.example:5001",
    "localhost.evil.example:5001",
    "127.0.0.1.evil.example:5001",
    "evil.example#localhost:5001",
    "user@localhost:5001",
    "127.0.0.2:5001",
    "127.1:5001",
    "0.0.0.0:5001",
    "2130706433:5001",
    "0x7f.0.0.1:5001",
    "::1:5001",
    "[::1:5001",
    "[::1]5001",
    "::1]:5001",
    "[]:5001",
    "[localhost]:5001",
    "[127.0.0.1]:5001",
    "[::1.]:5001",
    "[::ffff:127.0.0.1]:5001",
    "[0:0:0:0:0:0:0:1%25lo]:5001",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (hosts); i++)
    {
      g_test_message ("%s", hosts[i]);
      g_assert_false (perch_host_is_ours (hosts[i], 5001));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/host/ours", test_ours);
  g_test_add_func ("/host/not-ours", test_not_ours);
  return g_test_run ();
}
