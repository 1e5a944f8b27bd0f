/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/server/event-hello.h"

#include <string.h>

/* As it comes: nothing stands behind it, not even a zero. */
static gboolean
parse (const char *text, PerchEventHello *hello, GError **error)
{
  gsize length = strlen (text);
  g_autofree char *bare = g_malloc (MAX (length, 1));

  memcpy (bare, text, length);
  return perch_event_hello_parse (bare, length, hello, error);
}

static void
check (const char *text, const char *token, gint64 since, guint batch)
{
  g_auto (PerchEventHello) hello = { 0 };
  g_autoptr (GError) error = NULL;

  g_assert_true (parse (text, &hello, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (hello.token, ==, token);
  g_assert_cmpint (hello.has_since, ==, since >= 0);
  g_assert_cmpuint (hello.since, ==, (guint64) MAX (since, 0));
  g_assert_cmpuint (hello.batch, ==, batch);
}

static void
test_good (void)
{
  check ("secret", "secret", -1, 0);
  check (" \t ", " \t ", -1, 0);
  check ("{}", NULL, -1, 0);
  check (" {\"token\":\"secret\"}", "secret", -1, 0);
  check ("{\"since\":0,\"batch\":32,\"later\":[]}", NULL, 0, 32);
  check ("{\"since\":9223372036854775807,\"batch\":1024}", NULL, G_MAXINT64, 1024);
}

static void
refuse (const char *text, const char *problem)
{
  g_auto (PerchEventHello) hello = { 0 };
  g_autoptr (GError) error = NULL;

  g_assert_false (parse (text, &hello, &error));
  g_assert_error (error, PERCH_SERVER_ERROR, PERCH_SERVER_ERROR_HELLO);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, problem));
}

static void
test_bad (void)
{
  g_autofree char *long_text = g_strnfill (257, 'x');
  g_autofree char *brackets = g_strnfill (10000, '{');

  refuse ("", "token or a JSON object");
  refuse (long_text, "token or a JSON object");
  refuse (brackets, "not JSON");
  refuse ("{\"since\":1", "not JSON");
  refuse ("{\"since\":-1}", "/since: expected a whole number");
  refuse ("{\"since\":1.0}", "/since");
  refuse ("{\"since\":\"1\"}", "/since");
  refuse ("{\"since\":null}", "/since");
  refuse ("{\"since\":9223372036854775808}", "");
  refuse ("{\"batch\":1025}", "/batch: expected a whole number from 0 to 1024");
  refuse ("{\"token\":null}", "/token: expected a string");
  refuse ("{\"token\":[]}", "/token: expected a string");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/event-hello/good", test_good);
  g_test_add_func ("/event-hello/bad", test_bad);
  return g_test_run ();
}
