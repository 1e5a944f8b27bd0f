/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "tests/unit/app/raw-client.h"
#include "tests/unit/app/routes-fixture.h"

static void
assert_file (RoutesFixture *fixture, const char *path, const char *const *lines)
{
  g_autofree char *request = g_strdup_printf ("GET %s HTTP/1.1\r\nHost: p\r\n\r\n", path);
  g_autofree char *reply = raw_exchange (fixture->address, request);

  g_assert_true (g_str_has_prefix (reply, "HTTP/1.1 200 "));
  for (gsize i = 0; lines[i] != NULL; i++)
    {
      g_autofree char *line = g_strdup_printf ("\r\n%s", lines[i]);

      g_test_message ("%s: %s", path, lines[i]);
      g_assert_nonnull (strstr (reply, line));
    }
}

static void
test_files (RoutesFixture *fixture, gconstpointer user_data)
{
  static const char *const page[] = {
    "Content-Type: text/html; charset=utf-8\r\n",
    "Content-Security-Policy: default-src 'none'; script-src 'self'; ",
    "Referrer-Policy: no-referrer\r\n",
    NULL,
  };
  static const char *const script[] = {
    "Content-Type: application/javascript; charset=utf-8\r\n",
    "Content-Encoding: gzip\r\n",
    "X-Content-Type-Options: nosniff\r\n",
    NULL,
  };

  assert_file (fixture, "/docs", page);
  assert_file (fixture, "/docs/swagger-ui-bundle.js", script);
}

static void
test_no_such_file (RoutesFixture *fixture, gconstpointer user_data)
{
  g_autoptr (JsonObject) reply =
      routes_fixture_ask (fixture, "GET", "/docs/swagger-ui-bundle.js.gz", 404);
  JsonObject *error = json_object_get_object_member (reply, "error");

  g_assert_cmpstr (json_object_get_string_member (error, "code"), ==, "not_found");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func)                                                                            \
  g_test_add ("/routes/docs/" name, RoutesFixture, NULL, routes_fixture_set_up, func,              \
              routes_fixture_tear_down)
  ADD ("files", test_files);
  ADD ("no-such-file", test_no_such_file);
  return g_test_run ();
}
