/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/json-check.h"

#include <json-glib/json-glib.h>
#include <string.h>

static void
test_good (void)
{
  static const char *const texts[] = {
    "{}",
    "[]",
    " \t\r\n{ \"a\" : [ 1 , -2.5e+3 , true , false , null , \"x\" ] }\n",
    "0",
    "-0",
    "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\ud83d\\ude00 \xc3\xa4\"",
    "{\"\":{\"\":[[],{},[{}]]}}",
    "[9223372036854775807,-9223372036854775808]",
    "[1E5,0.5,0e1]",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (JsonNode) node = NULL;

      g_assert_true (perch_json_check (texts[i], strlen (texts[i]), &error));
      g_assert_no_error (error);
      node = json_from_string (texts[i], &error);
      g_assert_no_error (error);
      g_assert_nonnull (node);
    }
}

static void
test_bad (void)
{
  static const struct
  {
    const char *text;
    const char *message;
  } cases[] = {
    { "", "1:1: expected a value, found the end of the text" },
    { "  \n ", "2:2: expected a value, found the end of the text" },
    { "{\n  \"a\": tru\n}", "2:8: expected a value, found “t”" },
    { "{\"a\":1 \"b\":2}", "1:8: expected “,” or “}”, found “\"”" },
    { "{\"a\":1,}", "1:8: expected a name in double quotes, found “}”" },
    { "[1,]", "1:4: expected a value, found “]”" },
    { "[1}", "1:3: expected “,” or “]”, found “}”" },
    { "{\"a\":1", "1:7: expected “,” or “}”, found the end of the text" },
    { "{\"a\" 1}", "1:6: expected “:”, found “1”" },
    { "{'a':1}", "1:2: expected a name in double quotes, found “'”" },
    { "{} x", "1:4: expected the end of the text, found “x”" },
    { "{} {}", "1:4: expected the end of the text, found “{”" },
    { "/* no */ {}", "1:1: expected a value, found “/”" },
    { "var x = {};", "1:1: expected a value, found “v”" },
    { "\"\xc3\xa4\" \x1b", "1:5: expected the end of the text, found “\\x1b”" },
    { "\"abc", "1:1: this string has no end" },
    { "\"a\nb\"", "1:3: a string must not hold a line end or control character" },
    { "\"\\q\"", "1:2: there is no such escape in JSON" },
    { "\"\\u12\"", "1:2: there is no such escape in JSON" },
    { "\"\\", "1:2: there is no such escape in JSON" },
    { "\"/bin/sh\\u0000x\"", "1:9: a string must not hold the character \\u0000" },
    { "\"\\ud800\"", "1:2: this is half of a surrogate pair" },
    { "\"\\udc00\\ud800\"", "1:2: this is half of a surrogate pair" },
    { "010", "1:1: a number must not start with 0" },
    { "0x10", "1:1: a number must not start with 0" },
    { "-", "1:2: expected a digit, found the end of the text" },
    { "1.", "1:3: expected a digit, found the end of the text" },
    { ".5", "1:1: expected a value, found “.”" },
    { "1e", "1:3: expected a digit, found the end of the text" },
    { "18446744073709551616", "1:1: this integer does not fit into 64 bits" },
    { "1e999", "1:1: this number is too big" },
    { "NaN", "1:1: expected a value, found “N”" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (perch_json_check (cases[i].text, strlen (cases[i].text), &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
      g_assert_cmpstr (error->message, ==, cases[i].message);
    }
}

static void
test_nul_byte (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (perch_json_check ("{}\0 {}", 6, &error));
  g_assert_cmpstr (error->message, ==, "1:3: expected the end of the text, found “\\x00”");
}

static void
test_every_cut (void)
{
  static const char text[] = "{\"a\":[1,-2.5e3,{\"b\":\"\\u00e9\\n\"}],\"c\":null}";

  g_test_summary ("No beginning of a text is a text, and none is read beyond its end.");

  for (gsize length = 0; length < strlen (text); length++)
    {
      g_autofree char *cut = g_memdup2 (text, length + 1); /* too big by one: for length 0 */
      g_assert_false (perch_json_check (cut, length, NULL));
    }
  g_assert_true (perch_json_check (text, strlen (text), NULL));
}

static void
test_depth (void)
{
  g_autofree char *deep = g_strnfill (1000000, '[');
  g_autoptr (GString) allowed = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 100; i++)
    g_string_prepend_c (g_string_append_c (allowed, ']'), '[');
  g_assert_true (perch_json_check (allowed->str, allowed->len, NULL));

  g_assert_false (perch_json_check (deep, 1000000, &error));
  g_assert_cmpstr (error->message, ==, "1:101: more than 100 levels of brackets");
}

static void
test_find_member (void)
{
  static const struct
  {
    const char *text;
    const char *found; /* the value, or what stands before the place for a new one */
    gboolean there;
  } cases[] = {
    { "{\"on\":1}", "1", TRUE },
    { "{\"x\":{\"on\":2}, \"on\" : [1, {\"on\":3}] , \"y\":4}", "[1, {\"on\":3}]", TRUE },
    { "{\"x\":{\"on\":2} }", "{\"x\":{\"on\":2}", FALSE },
    { "{\"x\":\"on\", \"one\":1\n}", "{\"x\":\"on\", \"one\":1", FALSE },
    { " { } ", " {", FALSE },
    { "{\"on\":{}}", "{}", TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const char *text = cases[i].text;
      g_autofree char *found = NULL;
      gsize start = 0;
      gsize end = 0;
      gboolean there = perch_json_find_member (text, strlen (text), "on", &start, &end);

      g_assert_cmpint (there, ==, cases[i].there);
      found = there ? g_strndup (text + start, end - start) : g_strndup (text, start);
      g_assert_cmpstr (found, ==, cases[i].found);
      if (!there)
        g_assert_cmpuint (start, ==, end);
    }
}

static void
test_join_lines (void)
{
  char text[] = "{\r\n\t\"a\\n\":\n[1,\n2]}\n";

  perch_json_join_lines (text, strlen (text));
  g_assert_cmpstr (text, ==, "{  \t\"a\\n\": [1, 2]} ");
  perch_json_join_lines (text, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/json-check/good", test_good);
  g_test_add_func ("/json-check/bad", test_bad);
  g_test_add_func ("/json-check/nul-byte", test_nul_byte);
  g_test_add_func ("/json-check/every-cut", test_every_cut);
  g_test_add_func ("/json-check/depth", test_depth);
  g_test_add_func ("/json-check/find-member", test_find_member);
  g_test_add_func ("/json-check/join-lines", test_join_lines);
  return g_test_run ();
}
