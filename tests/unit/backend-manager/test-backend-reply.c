/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/backend-reply.h"

#include <string.h>

#include "backend-manager/error.h"

/* A copy that ends where it ends: reading on would be seen by the sanitizers. */
static GBytes *
bytes_of (const char *text, gsize length)
{
  return g_bytes_new_take (g_memdup2 (text, length), length);
}

static void
test_read (void)
{
  static const struct
  {
    const char *reply;
    const char *result;
  } cases[] = {
    { "{\"a\":[1,2.5,\"x\"]}", "{\"a\":[1,2.5,\"x\"]}" },
    { " null\n", " null\n" },
    { "0", "0" },
    { "\xef\xbb\xbf{\"a\":1}", "{\"a\":1}" },
    { "{\"a\":NaN}", "{\"a\":null}" },
    { "[NaN,Infinity,-Infinity,-1]", "[null,null,null,-1]" },
    { "\xef\xbb\xbf[ NaN ]", "[ null ]" },
    { "NaN", "null" },
    { "[\"NaN\",\"\\\"-Infinity\",Infinity]", "[\"NaN\",\"\\\"-Infinity\",null]" },
    { "{\"error\":null,\"value\":3}", "{\"error\":null,\"value\":3}" },
    { "{\"error\":false}", "{\"error\":false}" },
    { "{\"a\":{\"error\":\"inner\"}}", "{\"a\":{\"error\":\"inner\"}}" },
    { "[\"error\"]", "[\"error\"]" },
    { "{}", "{}" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GBytes) reply = bytes_of (cases[i].reply, strlen (cases[i].reply));
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) result = perch_backend_reply_read (reply, &error);

      g_assert_no_error (error);
      g_assert_cmpmem (g_bytes_get_data (result, NULL), g_bytes_get_size (result), cases[i].result,
                       strlen (cases[i].result));
    }
}

static void
test_refused (void)
{
  static const struct
  {
    const char *reply;
    const char *message;
  } cases[] = {
    { "", "is empty, expected JSON" },
    { "\xef\xbb\xbf", "is empty, expected JSON" },
    { "<html>\n", "is not JSON: “<html>\\x0a”" },
    { "{\"a\":1", "is not JSON: “{\"a\":1”" },
    { "{\"a\":1}{", "is not JSON" },
    { "[NaNs]", "is not JSON: “[NaNs]”" },
    { "[-NaN]", "is not JSON" },
    { "\"\xff\"", "is not JSON: “\"\\xff\"”" },
    { "{\"error\":\"no luck\"}", "answered with an error: no luck" },
    { "{\"error\":\"l\\u00fcck\",\"traceback\":\"File…\"}", "answered with an error: lück" },
    { "{\"error\":{\"code\":3,\"message\":\"deep\"}}", "answered with an error: deep" },
    { "{\"error\":{\"message\":3}}", "answered with an error: {\"message\":3}" },
    { "{\"error\":17}", "answered with an error: 17" },
    { "{\"error\":null,\"error\":\"last\"}", "answered with an error: last" },
    { "{\"error\":\"bad\",\"value\":NaN}", "answered with an error: bad" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GBytes) reply = bytes_of (cases[i].reply, strlen (cases[i].reply));
      g_autoptr (GError) error = NULL;

      g_assert_null (perch_backend_reply_read (reply, &error));
      g_assert_error (error, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_CALL);
      if (strstr (error->message, cases[i].message) == NULL)
        g_error ("“%s” lacks “%s”", error->message, cases[i].message);
    }
}

static void
test_long_garbage_is_cut (void)
{
  g_autofree char *text = g_strnfill (100000, 'x');
  g_autoptr (GBytes) reply = bytes_of (text, 100000);
  g_autoptr (GError) error = NULL;

  g_assert_null (perch_backend_reply_read (reply, &error));
  g_assert_cmpuint (strlen (error->message), <, 300);
  g_assert_true (g_str_has_suffix (error->message, "x…”"));
}

static void
test_problem (void)
{
  static const struct
  {
    const char *reply;
    const char *problem;
  } cases[] = {
    { "{\"detail\":\"Not Found\"}", "Not Found" },
    { "{\"detail\":[{\"msg\":\"x\"}]}", "[{\"msg\":\"x\"}]" },
    { "{\"detail\":\"d\",\"error\":\"e\"}", "e" },
    { "\xef\xbb\xbf{\"error\":\"e\"}", "e" },
    { "{\"value\":1}", NULL },
    { "[]", NULL },
    { "", NULL },
    { "Internal Server Error", NULL },
    { "\xff", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GBytes) reply = bytes_of (cases[i].reply, strlen (cases[i].reply));
      g_autofree char *problem = perch_backend_reply_find_problem (reply);

      g_assert_cmpstr (problem, ==, cases[i].problem);
    }
}

static void
test_limits (void)
{
  g_autoptr (GError) error = perch_backend_reply_new_too_long_error ("eval");

  g_assert_cmpuint (perch_backend_reply_get_max_bytes ("eval"), ==, 64 << 20);
  g_assert_cmpuint (perch_backend_reply_get_max_bytes ("clipboard.process"), >, 133 << 20);
  g_assert_error (error, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_CALL);
  g_assert_nonnull (strstr (error->message, "longer than 64 MiB"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/backend-reply/read", test_read);
  g_test_add_func ("/backend-reply/refused", test_refused);
  g_test_add_func ("/backend-reply/long-garbage-is-cut", test_long_garbage_is_cut);
  g_test_add_func ("/backend-reply/problem", test_problem);
  g_test_add_func ("/backend-reply/limits", test_limits);
  return g_test_run ();
}
