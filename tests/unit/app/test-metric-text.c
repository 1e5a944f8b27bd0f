/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/routes/metric-text.h"

static void
test_samples (void)
{
  g_autoptr (GString) text = g_string_new (NULL);

  perch_metric_text_begin (text, "things_total", "counter", "Things so far.");
  perch_metric_text_add (text, "things_total", 3, NULL);
  perch_metric_text_add (text, "things_total", 0.5, "kind", "odd", "size", "", NULL);
  g_assert_cmpstr (text->str, ==,
                   "# HELP things_total Things so far.\n"
                   "# TYPE things_total counter\n"
                   "things_total 3\n"
                   "things_total{kind=\"odd\",size=\"\"} 0.5\n");
}

static void
test_large (void)
{
  g_autoptr (GString) text = g_string_new (NULL);

  perch_metric_text_add (text, "bytes", 9007199254740991.0, NULL);
  perch_metric_text_add (text, "bytes", 104857600, NULL);
  g_assert_cmpstr (text->str, ==, "bytes 9007199254740991\nbytes 104857600\n");
}

static void
test_escaped (void)
{
  g_autoptr (GString) text = g_string_new (NULL);

  g_test_summary ("No value of a label can end it, or the line.");

  perch_metric_text_add (text, "x", 1, "name", "a\"} 2\n\\n\303\244", NULL);
  g_assert_cmpstr (text->str, ==, "x{name=\"a\\\"} 2\\n\\\\n\303\244\"} 1\n");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/metric-text/samples", test_samples);
  g_test_add_func ("/metric-text/large", test_large);
  g_test_add_func ("/metric-text/escaped", test_escaped);
  return g_test_run ();
}
