/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/journal/journal-escape.h"

#include <json-glib/json-glib.h>
#include <string.h>

static const struct
{
  const char *bytes;
  gsize length;
  const char *text;
  const char *json;
} cases[] = {
  { "", 0, "", "" },
  { "plain text, 123", 15, "plain text, 123", "plain text, 123" },
  { "say \"hi\" \\o/", 12, "say \"hi\" \\o/", "say \\\"hi\\\" \\\\o/" },
  { "a\r\nb\tc", 6, "a\\r\\nb\tc", "a\\r\\nb\\tc" },
  { "\x1b[31mred", 8, "\\x1b[31mred", "\\u001b[31mred" },
  { "nul\0nul", 7, "nul\\x00nul", "nul\\u0000nul" },
  { "\x7f", 1, "\\x7f", "\\u007f" },
  { "gr\xc3\xbc\xc3\x9f", 6, "gr\xc3\xbc\xc3\x9f", "gr\xc3\xbc\xc3\x9f" },
  { "\xf0\x9f\x90\xa6", 4, "\xf0\x9f\x90\xa6", "\xf0\x9f\x90\xa6" },
  { "\xc2\x9b", 2, "\\u009b", "\xc2\x9b" }, /* CSI in one character */
  { "\xe2\x80\xae", 3, "\\u202e", "\xe2\x80\xae" }, /* right to left from here on */
  { "a\xff\xc3", 3, "a\xef\xbf\xbd\xef\xbf\xbd", "a\xef\xbf\xbd\xef\xbf\xbd" },
};

static void
test_cases (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    for (gsize prefix = 0; prefix < 20; prefix++)
      {
        g_autoptr (GString) bytes = g_string_new (NULL);
        g_autoptr (GString) text = g_string_new (NULL);
        g_autoptr (GString) json = g_string_new (NULL);

        for (gsize j = 0; j < prefix; j++)
          g_string_append_c (bytes, 'x');
        g_string_append_len (bytes, cases[i].bytes, cases[i].length);
        perch_journal_append_text (text, bytes->str, bytes->len);
        perch_journal_append_json (json, bytes->str, bytes->len);

        g_assert_cmpuint (strspn (text->str, "x"), ==, prefix);
        g_assert_cmpstr (text->str + prefix, ==, cases[i].text);
        g_assert_cmpstr (json->str + prefix, ==, cases[i].json);
        g_assert_cmpint (perch_journal_is_plain (bytes->str, bytes->len), ==, i < 2);
      }
}

static void
test_random (void)
{
  g_test_summary ("Whatever the bytes are, the text is one line without controls, and the JSON "
                  "is a string that a parser takes");

  for (guint run = 0; run < 3000; run++)
    {
      g_autoptr (JsonParser) parser = json_parser_new ();
      g_autoptr (GError) error = NULL;
      g_autoptr (GString) text = g_string_new (NULL);
      g_autoptr (GString) json = g_string_new ("[\"");
      char bytes[40];

      for (gsize i = 0; i < sizeof bytes; i++)
        bytes[i] = g_test_rand_int_range (0, 256);
      perch_journal_append_text (text, bytes, sizeof bytes);
      perch_journal_append_json (json, bytes, sizeof bytes);
      g_string_append (json, "\"]");

      g_assert_true (g_utf8_validate (text->str, text->len, NULL));
      for (const char *p = text->str; *p != '\0'; p = g_utf8_next_char (p))
        g_assert_true (*p == '\t' || !g_unichar_iscntrl (g_utf8_get_char (p)));
      json_parser_load_from_data (parser, json->str, json->len, &error);
      g_assert_no_error (error);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/journal-escape/cases", test_cases);
  g_test_add_func ("/journal-escape/random", test_random);
  return g_test_run ();
}
