/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/clock.h"

static void
test_uptime (void)
{
  static const struct
  {
    gint64 seconds;
    const char *text;
  } cases[] = {
    { -5, "0s" },
    { 0, "0s" },
    { 42, "42s" },
    { 59, "59s" },
    { 60, "1m 0s" },
    { 187, "3m 7s" },
    { 3599, "59m 59s" },
    { 3600, "1h 0m" },
    { 8159, "2h 15m" },
    { 86399, "23h 59m" },
    { 86400, "1d 0h" },
    { 273600, "3d 4h" },
    { G_GINT64_CONSTANT (86400) * 40000 + 3599, "40000d 0h" },
    { G_MAXINT64, "106751991167300d 15h" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = perch_format_uptime (cases[i].seconds);
      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

static void
test_memory (void)
{
  static const struct
  {
    guint64 bytes;
    const char *text;
  } cases[] = {
    { 0, "0 B" },
    { 999, "999 B" },
    { 1000, "1.0 kB" },
    { 24700000, "24.7 MB" },
    { 999949999, "999.9 MB" },
    { 999950000, "1.0 GB" },
    { G_GUINT64_CONSTANT (17179869184), "17.2 GB" },
    { G_MAXUINT64, "18446744.1 TB" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = perch_format_memory (cases[i].bytes);
      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

static void
test_boottime (void)
{
  gint64 before = perch_clock_boottime_us ();
  gint64 monotonic = g_get_monotonic_time ();
  gint64 after = perch_clock_boottime_us ();

  g_test_summary ("Time asleep counts, so this clock is never behind the monotonic one.");

  g_assert_cmpint (before, >, 0);
  g_assert_cmpint (after, >=, before);
  g_assert_cmpint (after, >=, monotonic);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/clock/uptime", test_uptime);
  g_test_add_func ("/clock/memory", test_memory);
  g_test_add_func ("/clock/boottime", test_boottime);
  return g_test_run ();
}
