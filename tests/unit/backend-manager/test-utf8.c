/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/utf8.h"

#include <string.h>

static void
test_ascii (void)
{
  char text[100];

  memset (text, 'a', sizeof text);
  for (gsize length = 0; length <= sizeof text; length++)
    {
      g_assert_true (perch_utf8_is_ascii (text, length));
      for (gsize i = 0; i < length; i++)
        {
          text[i] = '\x80';
          g_assert_false (perch_utf8_is_ascii (text, length));
          text[i] = 'a';
        }
    }
}

static void
test_valid_prefix (void)
{
  g_assert_cmpuint (perch_utf8_valid_prefix ("", 0), ==, 0);
  g_assert_cmpuint (perch_utf8_valid_prefix ("gr\xc3\xbc\xc3\x9f", 6), ==, 6);
  g_assert_cmpuint (perch_utf8_valid_prefix ("\xc3\xbc\0\xc3\xbc\0", 6), ==, 6);
  g_assert_cmpuint (perch_utf8_valid_prefix ("\xc3\xbc\0\xc3", 4), ==, 3);
  g_assert_cmpuint (perch_utf8_valid_prefix ("ab\xff", 3), ==, 2);
  g_assert_cmpuint (perch_utf8_valid_prefix ("\xed\xa0\x80", 3), ==, 0); /* a surrogate */
  g_assert_cmpuint (perch_utf8_valid_prefix ("\xc0\xaf", 2), ==, 0); /* an overlong slash */
  g_assert_cmpuint (perch_utf8_valid_prefix ("\xf4\x90\x80\x80", 4), ==, 0);
}

static void
test_cut (void)
{
  const char *text = "a\xc3\xa4\xe2\x82\xac\xf0\x9f\x90\xa6"; /* one to four bytes a character */
  const gsize cuts[] = { 0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10, 10 };

  for (gsize i = 0; i < G_N_ELEMENTS (cuts); i++)
    g_assert_cmpuint (perch_utf8_cut (text, strlen (text), i), ==, cuts[i]);

  g_test_summary ("What was no UTF-8 to begin with is cut where it has to be");
  g_assert_cmpuint (perch_utf8_cut ("\x80\x80\x80\x80\x80\x80", 6, 5), ==, 5);
}

static void
test_repair (void)
{
  const struct
  {
    const char *bytes;
    gsize length;
    const char *text;
  } cases[] = {
    { "", 0, "" },
    { "plain", 5, "plain" },
    { "\xff", 1, "\xef\xbf\xbd" },
    { "a\xe2\x82z", 4, "a\xef\xbf\xbd\xef\xbf\xbdz" },
    { "a\xe2\x82\xac", 4, "a\xe2\x82\xac" },
    { "\xfe\xff!", 3, "\xef\xbf\xbd\xef\xbf\xbd!" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      GString *repaired = perch_utf8_repair (cases[i].bytes, cases[i].length);

      g_assert_cmpstr (repaired->str, ==, cases[i].text);
      g_string_free (repaired, TRUE);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/utf8/ascii", test_ascii);
  g_test_add_func ("/utf8/valid-prefix", test_valid_prefix);
  g_test_add_func ("/utf8/cut", test_cut);
  g_test_add_func ("/utf8/repair", test_repair);
  return g_test_run ();
}
