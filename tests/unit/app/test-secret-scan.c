/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/journal/secret-scan.h"

#include <string.h>

#define LARGE (4 * 1024 * 1024)

/* In angle brackets: what is found. */
static const char *const cases[] = {
  "password=<hunter2>",
  "password = <hunter2> rest",
  "DB_PASSWORD: <x> y",
  "a token=<abc>&secret=<def>&plain=ghi",
  "https://example.org/?access_token=<abc#part>",
  "Authorization: <Bearer abc.def-ghi>",
  "curl -H 'Authorization: <Basic QWxhZGRpbg==>' http://localhost",
  "{'apiKey': '<it is here>', 'next': 1}",
  "{\"api-key\": \"<a\\\"b>\", \"x\": \"y\"}",
  "{\\\"token\\\": \\\"<a\\\\\\\"b>\\\"}",
  "Cookie: <session=1; other=2>",
  "postgres://user:<pass:word>@host/db",
  "http://one/ http://user:<word>@two/ http://three/@",
  "{\"Authorization\": <[\"Bearer abc\"]>, 'set-cookie': <['sid=abc', 'b']>}",
  "{\"token\": <{\"a\": {\"b\": [1, 2]}}>, \"x\": [3]}",
  "{\\\"token\\\": <[\\\"a\\\\\\\"]b\\\", {}]>, \\\"x\\\": 1}",
  "Set-Cookie: <{cart}; session=abc; Path=/>",
  "Cookie: <[1] 2=3>",
  "password=<['it\\'s ]', \"don't ]\"]> rest",
  "token: <[[a], [b]]> and password=<[c]d> rest",
  "secret = <[not, \"closed], at all}>",
  "token=<{>",
  "tokens=[a] keys={b}",
  "max_tokens=100 keyboard: yes version=1 sword",
  "token:",
  "token=\"\"",
  "see http://user@host/ and http://host:80/path",
  "",
};

static void
test_cases (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (GStrv) pieces = g_strsplit_set (cases[i], "<>", -1);
      g_autofree char *text = g_strjoinv ("", pieces);
      g_autoptr (GString) found = g_string_new (NULL);
      PerchSecretSpan span = { 0, 0 };
      gsize done = 0;

      while (perch_secret_find (text, strlen (text), done, &span))
        {
          g_assert_cmpuint (span.start, >=, done);
          g_assert_cmpuint (span.end, <=, strlen (text));
          g_string_append_len (found, text + done, span.start - done);
          g_string_append_printf (found, "<%.*s>", (int) (span.end - span.start),
                                  text + span.start);
          done = span.end;
        }
      g_string_append (found, text + done);
      g_assert_cmpstr (found->str, ==, cases[i]);
      if (strchr (cases[i], '<') != NULL)
        g_assert_true (perch_secret_may_be_in (text, strlen (text)));
    }
}

static void
test_every_place (void)
{
  g_test_summary ("A secret is found wherever it stands, at the very end too");

  for (gsize before = 0; before < 70; before++)
    {
      g_autofree char *fill = g_strnfill (before, '.');
      g_autofree char *text = g_strconcat (fill, "secret=x", NULL);
      PerchSecretSpan span = { 0, 0 };

      g_assert_true (perch_secret_find (text, strlen (text), 0, &span));
      g_assert_cmpuint (span.start, ==, before + strlen ("secret="));
      g_assert_cmpuint (span.end, ==, strlen (text));
      g_assert_false (perch_secret_may_be_in (text, strlen (text) - 2));
    }
}

static void
test_many_links (void)
{
  const char *const links[] = { "://", "a://b:c", "http://localhost:80/ " };

  g_test_summary ("A line of links alone is gone through once, not once for each of them");

  for (gsize i = 0; i < G_N_ELEMENTS (links); i++)
    {
      g_autoptr (GString) text = g_string_sized_new (LARGE);
      PerchSecretSpan span = { 0, 0 };

      while (text->len < LARGE)
        g_string_append (text, links[i]);
      g_assert_false (perch_secret_may_be_in (text->str, text->len));
      g_assert_false (perch_secret_find (text->str, text->len, 0, &span));

      g_string_append (text, "http://user:word@host");
      g_assert_true (perch_secret_may_be_in (text->str, text->len));
      g_assert_true (perch_secret_find (text->str, text->len, 0, &span));
      g_assert_cmpuint (span.end - span.start, ==, strlen ("word"));
      g_assert_cmpuint (span.end, ==, text->len - strlen ("@host"));
    }
}

static void
test_names (void)
{
  const char *const secret[] = { "token",       "DB_PASSWORD", "apiKey",
                                 "private-key", "Cookie",      "x-auth-token" };
  const char *const plain[] = { "tokens", "key", "monkey", "n", "", "public_key", "cookies" };

  for (gsize i = 0; i < G_N_ELEMENTS (secret); i++)
    g_assert_true (perch_secret_is_name (secret[i], strlen (secret[i])));
  for (gsize i = 0; i < G_N_ELEMENTS (plain); i++)
    g_assert_false (perch_secret_is_name (plain[i], strlen (plain[i])));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/secret-scan/cases", test_cases);
  g_test_add_func ("/secret-scan/every-place", test_every_place);
  g_test_add_func ("/secret-scan/many-links", test_many_links);
  g_test_add_func ("/secret-scan/names", test_names);
  return g_test_run ();
}
