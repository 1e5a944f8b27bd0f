/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/text.h"

static void
test_escape (void)
{
  static const struct
  {
    const char *bytes;
    const char *text;
  } cases[] = {
    { "", "" },
    { "/home/jürgen/bäckend 1", "/home/jürgen/bäckend 1" },
    { "/tmp/a\xff\xfe", "/tmp/a\\xff\\xfe" },
    { "cut \xc3", "cut \\xc3" },
    { "a\nb\tc\x1b[31m", "a\\x0ab\\x09c\\x1b[31m" },
    { "exe\xe2\x80\xaetxt", "exe\\xe2\\x80\\xaetxt" }, /* right-to-left override */
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = perch_text_escape (cases[i].bytes);
      g_assert_cmpstr (text, ==, cases[i].text);
      g_assert_true (g_utf8_validate (text, -1, NULL));
    }
}

static void
test_nearest (void)
{
  static const char *const words[] = { "port", "autostart", "stop_timeout_ms", "on", "env", NULL };
  g_autofree char *endless = g_strnfill (100000, 'x');
  static const struct
  {
    const char *word;
    const char *nearest;
  } cases[] = {
    { "prot", "port" },
    { "Port", "port" },
    { "autostrat", "autostart" },
    { "auto_start", "autostart" },
    { "stop_timeout", "stop_timeout_ms" },
    { "envs", "env" },
    { "colour", NULL },
    { "x", NULL },
    { "id", NULL },
    { "", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpstr (perch_text_nearest (cases[i].word, words), ==, cases[i].nearest);
  g_assert_null (perch_text_nearest (endless, words));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/text/escape", test_escape);
  g_test_add_func ("/text/nearest", test_nearest);
  return g_test_run ();
}
