/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/json-scan.h"

#include <json-glib/json-glib.h>
#include <string.h>

static gboolean
is_json (const char *text, gsize length)
{
  const char *end = text + length;
  const char *p = perch_json_scan_value (perch_json_skip_space (text, end), end, 0);

  return p != NULL && perch_json_skip_space (p, end) == end;
}

static gboolean
is_json_for_json_glib (const char *text)
{
  g_autoptr (JsonParser) parser = json_parser_new ();

  return json_parser_load_from_data (parser, text, -1, NULL);
}

static const char *const valid[] = {
  "{}",
  "[]",
  " { \"a\" : [ 1 , 2 ] , \"b\" : { } } ",
  "[0, -0, 1, -1, 10, 1.5, -1.5e3, 1E-3, 1e+3, 0.0, 123456789012345678]",
  "[true, false, null]",
  "[\"\", \"plain\", \"gr\xc3\xbc\xc3\x9f\", \"\x7f\"]",
  "[\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0041\\u00e4\"]",
  "[\"\\ud83d\\udc26\"]",
  "{\"a\":1,\"a\":2}",
  "{\"\":0}",
  "[[[[[[[[[[]]]]]]]]]]",
  "[1]\r\n",
};

static const char *const invalid[] = {
  "{",
  "}",
  "[",
  "[1",
  "[1,",
  "[1,]",
  "[,1]",
  "[1 2]",
  "{\"a\"}",
  "{\"a\":}",
  "{\"a\":1,}",
  "{\"a\" 1}",
  "{\"a\":1 \"b\":2}",
  "{a:1}",
  "{1:1}",
  "{\"a\":1}}",
  "[1]]",
  "[\"a]",
  "[\"\\\"]",
  "[\"\\u12\"]",
  "[tru]",
  "[nul]",
  "[-]",
  "[1e]",
  "[+1]",
  "[--1]",
  "[undefined]",
  "[Infinity]",
  "[-Infinity]",
  "[NaN]",
  "// comment\n[1]",
  "{\"a\":1};x",
};

/* No JSON either; json-glib takes them, some with a value that nobody wrote. */
static const char *const invalid_but_for_json_glib[] = {
  "",
  " ",
  "[01]",
  "[.5]",
  "[1.]",
  "[1.e3]",
  "[\"\\x41\"]",
  "[\"\\u00g0\"]",
  "[0x10]",
  "{'a': 1}",
  "[1] /* comment */",
  "[\"a\nb\"]",
  "[\"a\x01z\"]",
};

static void
test_against_json_glib (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (valid); i++)
    {
      g_test_message ("valid %zu", i);
      g_assert_true (is_json (valid[i], strlen (valid[i])));
      g_assert_true (is_json_for_json_glib (valid[i]));
    }

  for (gsize i = 0; i < G_N_ELEMENTS (invalid); i++)
    {
      g_test_message ("invalid %zu", i);
      g_assert_false (is_json (invalid[i], strlen (invalid[i])));
      g_assert_false (is_json_for_json_glib (invalid[i]));
    }

  for (gsize i = 0; i < G_N_ELEMENTS (invalid_but_for_json_glib); i++)
    {
      const char *text = invalid_but_for_json_glib[i];

      g_test_message ("invalid but for json-glib %zu", i);
      g_assert_false (is_json (text, strlen (text)));
      g_assert_true (is_json_for_json_glib (text));
    }
}

static void
test_lone_surrogate (void)
{
  const char *text = "[\"\\udc80\"]";

  g_test_summary ("JSON by its grammar, and what Python writes for a file name that is not UTF-8; "
                  "json-glib does not read it");
  g_assert_true (is_json (text, strlen (text)));
  g_assert_false (is_json_for_json_glib (text));
}

static void
test_nul (void)
{
  g_assert_false (is_json ("[1]\0", 4));
  g_assert_false (is_json ("[\"a\0b\"]", 7));
  g_assert_false (is_json ("\0[1]", 4));
}

static void
test_depth (void)
{
  const char *const pairs[] = { "[", "]", "{\"a\":", "}" };

  for (gsize pair = 0; pair < G_N_ELEMENTS (pairs); pair += 2)
    for (guint depth = 124; depth <= 12000; depth = depth < 132 ? depth + 1 : depth * 9)
      {
        g_autoptr (GString) text = g_string_new (NULL);

        for (guint i = 0; i < depth; i++)
          g_string_append (text, pairs[pair]);
        g_string_append_c (text, '1');
        for (guint i = 0; i < depth; i++)
          g_string_append (text, pairs[pair + 1]);
        g_assert_cmpint (is_json (text->str, text->len), ==, depth <= 128);
      }
}

static void
test_strings (void)
{
  g_test_summary ("A byte that matters is seen wherever it stands in a word");

  for (gsize length = 0; length < 40; length++)
    for (gsize i = 0; i < length; i++)
      {
        g_autofree char *text = g_strnfill (length + 2, 'x');

        text[0] = text[length + 1] = '"';
        g_assert_true (is_json (text, length + 2));
        text[i + 1] = '\x1f';
        g_assert_false (is_json (text, length + 2));
        text[i + 1] = '"';
        g_assert_false (is_json (text, length + 2));
        text[i + 1] = '\\';
        g_assert_false (is_json (text, length + 2));
        text[i + 1] = '\xc3';
        g_assert_true (is_json (text, length + 2));
      }
}

static void
test_dup (void)
{
  const struct
  {
    const char *slice;
    const char *text;
  } cases[] = {
    { "", "" },
    { "plain", "plain" },
    { "\\\"\\\\\\/\\b\\f\\n\\r\\t", "\"\\/\b\f\n\r\t" },
    { "a\\u0041\\u00e4\\u20ac", "aA\xc3\xa4\xe2\x82\xac" },
    { "\\ud83d\\udc26!", "\xf0\x9f\x90\xa6!" },
    { "\\ud83d", "\xef\xbf\xbd" },
    { "\\ud83dx", "\xef\xbf\xbdx" },
    { "\\ud83d\\n", "\xef\xbf\xbd\n" },
    { "\\ud83d\\u0041", "\xef\xbf\xbd"
                        "A" },
    { "\\ud83d\\ud83d\\udc26", "\xef\xbf\xbd\xf0\x9f\x90\xa6" },
    { "\\udc26\\ud83d", "\xef\xbf\xbd\xef\xbf\xbd" },
    { "a\\u0000b", "a\xef\xbf\xbd"
                   "b" },
  };
  PerchSlice nothing = { NULL, 0 };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      PerchSlice slice = { cases[i].slice, strlen (cases[i].slice) };
      g_autofree char *text = perch_slice_dup_string (slice);

      g_assert_cmpstr (text, ==, cases[i].text);
    }
  g_assert_null (perch_slice_dup_string (nothing));
}

/* Changes a few bytes of a valid text: what comes out is mostly invalid, and sometimes not. */
static void
test_random (void)
{
  const char alphabet[] = "{}[]\",:\\u0123456789abcdefntruls-+.eE \t";
  guint n_valid = 0;

  g_test_summary ("What the scanner takes, json-glib takes too");

  for (guint run = 0; run < 50000; run++)
    {
      g_autofree char *text = g_strdup (valid[run % G_N_ELEMENTS (valid)]);
      gsize length = strlen (text);

      for (int i = g_test_rand_int_range (1, 4); i > 0; i--)
        text[g_test_rand_int_range (0, length)] =
            alphabet[g_test_rand_int_range (0, sizeof alphabet - 1)];
      if (!g_utf8_validate (text, length, NULL) || !is_json (text, length) ||
          strstr (text, "\\ud") != NULL)
        continue;
      n_valid++;
      if (!is_json_for_json_glib (text))
        g_test_message ("%s", text);
      g_assert_true (is_json_for_json_glib (text));
    }
  g_assert_cmpuint (n_valid, >, 100);
}

static void
test_member (void)
{
  static const struct
  {
    const char *json;
    const char *value; /* (nullable) */
  } cases[] = {
    { " { \"a\" : [1, 2] , \"b\":2}", "[1, 2]" },
    { "{\"a\":1,\"a\":{\"a\":2}}", "{\"a\":2}" },
    { "{\"b\":{\"a\":1},\"aa\":2,\"\":3}", NULL },
    { "{}", NULL },
    { "[\"a\", 1]", NULL },
    { "", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      /* A copy without a NUL, so that the sanitizers see who reads on. */
      gsize length = strlen (cases[i].json);
      g_autofree char *text = g_memdup2 (cases[i].json, length);
      PerchSlice value = { NULL, 0 };

      g_assert_cmpint (perch_json_scan_member (text, length, "a", &value), ==,
                       cases[i].value != NULL);
      if (cases[i].value != NULL)
        g_assert_cmpmem (value.text, value.length, cases[i].value, strlen (cases[i].value));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/json-scan/against-json-glib", test_against_json_glib);
  g_test_add_func ("/json-scan/lone-surrogate", test_lone_surrogate);
  g_test_add_func ("/json-scan/nul", test_nul);
  g_test_add_func ("/json-scan/depth", test_depth);
  g_test_add_func ("/json-scan/strings", test_strings);
  g_test_add_func ("/json-scan/dup", test_dup);
  g_test_add_func ("/json-scan/random", test_random);
  g_test_add_func ("/json-scan/member", test_member);
  return g_test_run ();
}
