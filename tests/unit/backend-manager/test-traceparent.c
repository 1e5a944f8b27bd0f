/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/traceparent.h"

#define TRACE_ID "0123456789abcdef0123456789abcdef"

static void
test_form (void)
{
  for (guint i = 0; i < 100; i++)
    {
      char text[PERCH_TRACEPARENT_CHARS];

      perch_traceparent_write (text, TRACE_ID);
      g_assert_true (g_regex_match_simple ("^00-" TRACE_ID "-(?!0{16})[0-9a-f]{16}-01$", text,
                                           G_REGEX_DEFAULT, 0));
    }
}

static void
test_own_span (void)
{
  char one[PERCH_TRACEPARENT_CHARS];
  char two[PERCH_TRACEPARENT_CHARS];

  perch_traceparent_write (one, TRACE_ID);
  perch_traceparent_write (two, TRACE_ID);
  g_assert_cmpstr (one, !=, two);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/traceparent/form", test_form);
  g_test_add_func ("/traceparent/own-span", test_own_span);
  return g_test_run ();
}
