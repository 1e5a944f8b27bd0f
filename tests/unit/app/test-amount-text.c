/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/amount-text.h"
#include "backend-manager/clock.h"

static void
test_time (void)
{
  static const struct
  {
    gint64 seconds;
    const char *expected;
  } rows[] = {
    { -5, "0s" },         { 0, "0s" },         { 59, "59s" },       { 60, "1m 0s" },
    { 187, "3m 7s" },     { 3599, "59m 59s" }, { 3600, "1h 0m" },   { 8100, "2h 15m" },
    { 86399, "23h 59m" }, { 86400, "1d 0h" },  { 273600, "3d 4h" }, { G_MAXINT64, "24855d 3h" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = perch_amount_text_time (rows[i].seconds);

      g_assert_cmpstr (text, ==, rows[i].expected);
    }
}

static void
test_memory (void)
{
  const guint64 amounts[] = {
    0,        999,       1000,       24700,         999949,      999950,    24700000,
    99994999, 999950000, 1000000000, 3300000000000, G_MAXUINT32, 999949999,
  };

  g_test_summary ("In English it is what the commands and the log say");

  for (gsize i = 0; i < G_N_ELEMENTS (amounts); i++)
    {
      g_autofree char *text = perch_amount_text_memory (amounts[i]);
      g_autofree char *plain = perch_format_memory (amounts[i]);

      g_assert_cmpstr (text, ==, plain);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/amount-text/time", test_time);
  g_test_add_func ("/amount-text/memory", test_memory);
  return g_test_run ();
}
