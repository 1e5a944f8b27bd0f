/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "client/long-integers.h"

#include <string.h>

static void
test_marked (void)
{
  static const struct
  {
    const char *text;
    const char *marked; /* %NULL where nothing is too long */
  } cases[] = {
    { "{\"a\":9223372036854775807,\"b\":-9223372036854775808}", NULL },
    { "{\"a\":9223372036854775808}", "{\"a\":9223372036854775808.0}" },
    { "{\"a\":-9223372036854775809}", "{\"a\":-9223372036854775809.0}" },
    { "[18446744073709551616,[1267650600228229401496703205376]]",
      "[18446744073709551616.0,[1267650600228229401496703205376.0]]" },
    { "{\"a\":123456789012345678901.5,\"b\":1.5e12345678901234567890,\"c\":12345678901234567890e2}",
      NULL },
    { "{\"12345678901234567890\":\"say \\\"12345678901234567890\\\" [12345678901234567890]\"}",
      NULL },
    { "{\"a\\\\\":12345678901234567890}", "{\"a\\\\\":12345678901234567890.0}" },
    { "12345678901234567890", "12345678901234567890.0" },
    { "\"12345678901234567890\\", NULL },
    { "-", NULL },
    { "", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gsize length = strlen (cases[i].text);
      g_autofree char *exact = g_memdup2 (cases[i].text, length); /* no terminating NUL */
      g_autofree char *marked =
          perch_client_mark_long_integers (exact != NULL ? exact : "", length);

      g_assert_cmpstr (marked, ==, cases[i].marked);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/long-integers/marked", test_marked);
  return g_test_run ();
}
