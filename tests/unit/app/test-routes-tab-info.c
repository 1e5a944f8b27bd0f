/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include <string.h>

#include "tests/unit/app/raw-client.h"
#include "tests/unit/app/routes-fixture.h"

/* What comes back to the browser, and what is published; that it arrives at a backend is shown in
 * tests/integration/test_tab_info.py. */

static char *
post (RoutesFixture *fixture, const char *body)
{
  g_autofree char *request =
      g_strdup_printf ("POST /tab-info HTTP/1.1\r\nHost: p\r\nContent-Type: application/json\r\n"
                       "Content-Length: %" G_GSIZE_FORMAT "\r\n\r\n%s",
                       strlen (body), body);

  return raw_exchange (fixture->address, request);
}

static void
assert_refused (RoutesFixture *fixture, const char *body, const char *message)
{
  g_autofree char *reply = post (fixture, body);

  g_test_message ("%.200s: %s", body, reply);
  g_assert_true (g_str_has_prefix (reply, "HTTP/1.1 400 "));
  g_assert_nonnull (strstr (reply, message));
}

static void
test_bad (RoutesFixture *fixture, gconstpointer user_data)
{
  static const struct
  {
    const char *body;
    const char *message;
  } cases[] = {
    { "", "not JSON" },
    { "{", "not JSON" },
    { "[]", "expected an object" },
    { "{}", "/url: expected an address" },
    { "{\"url\":null}", "/url: expected a string, found null" },
    { "{\"url\":\"\"}", "/url: expected an address" },
    { "{\"url\":\"no address\"}", "/url: expected an address" },
    { "{\"url\":\"//example.org/\"}", "/url: expected an address" },
    { "{\"url\":\"http://a/\",\"title\":5}", "/title: expected a string" },
    { "{\"url\":\"http://a/\",\"favicon\":{}}", "/favicon: expected a string" },
    { "{\"url\":\"http://a/\",\"tab_id\":-1}", "/tab_id: expected an integer" },
    { "{\"url\":\"http://a/\",\"tab_id\":1.5}", "/tab_id: expected an integer" },
    { "{\"url\":\"http://a/\",\"window_id\":\"1\"}", "/window_id: expected an integer" },
    { "{\"url\":\"http://a/\",\"timestamp\":\"noon\"}", "/timestamp: expected a time" },
    { "{\"url\":\"http://a/\",\"timestamp\":1}", "/timestamp: expected a string" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_refused (fixture, cases[i].body, cases[i].message);
}

static void
test_too_long (RoutesFixture *fixture, gconstpointer user_data)
{
  static const struct
  {
    const char *format;
    gsize max;
    const char *message;
  } cases[] = {
    { "{\"url\":\"http://%s\"}", 16384, "/url: expected at most 16384 bytes" },
    { "{\"url\":\"http://a\",\"title\":\"%s\"}", 4096, "/title: expected at most 4096 bytes" },
    { "{\"url\":\"http://a\",\"favicon\":\"%s\"}", 65536,
      "/favicon: expected at most 65536 bytes" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strnfill (cases[i].max + 1, 'x');
      g_autoptr (GString) body = g_string_new (cases[i].format);

      g_string_replace (body, "%s", text, 1);
      assert_refused (fixture, body->str, cases[i].message);
    }
}

static void
test_longest (RoutesFixture *fixture, gconstpointer user_data)
{
  g_autofree char *url = g_strnfill (16384 - strlen ("http://"), 'x');
  g_autofree char *title = g_strnfill (4096, 'x');
  g_autofree char *favicon = g_strnfill (65536, 'x');
  g_autofree char *body = g_strdup_printf (
      "{\"url\":\"http://%s\",\"title\":\"%s\",\"favicon\":\"%s\"}", url, title, favicon);
  g_autofree char *taken = post (fixture, body);
  g_autofree char *refused =
      raw_exchange (fixture->address, "POST /tab-info HTTP/1.1\r\nHost: p\r\n"
                                      "Content-Type: application/json\r\n"
                                      "Content-Length: 131073\r\n\r\n");

  g_test_summary ("What may be sent fits; the main loop does not read more than that.");

  g_assert_true (g_str_has_prefix (taken, "HTTP/1.1 202 "));
  g_assert_true (g_str_has_prefix (refused, "HTTP/1.1 413 "));
}

static void
test_no_backend (RoutesFixture *fixture, gconstpointer user_data)
{
  g_autoptr (PerchEventHub) hub = perch_event_hub_new ();
  g_autoptr (PerchEventServer) server = perch_event_server_new (hub, NULL);
  g_autofree char *reply = NULL;
  GBytes *event = NULL;
  g_autofree char *text = NULL;

  g_test_summary ("Without a backend it is an event all the same, and the answer says so.");

  perch_routes_set_events (fixture->routes, server);
  reply = post (fixture, "{\"url\":\"https://example.org/\",\"title\":\"A\\u00e9\",\"tab_id\":1,"
                         "\"timestamp\":\"2026-01-31T12:34:56.789Z\",\"more\":[true]}");
  g_assert_true (g_str_has_prefix (reply, "HTTP/1.1 202 "));
  g_assert_nonnull (strstr (reply, "\"delivered\":false,\"reason\":\"No backend is running\""));

  g_assert_cmpuint (perch_event_hub_get_newest (hub), ==, 1);
  event = perch_event_hub_peek (hub, 1);
  text = g_strndup (g_bytes_get_data (event, NULL), g_bytes_get_size (event));
  g_assert_nonnull (strstr (text, "\"event\":\"tab_info\",\"source\":\"perch\""));
  g_assert_nonnull (
      strstr (text, "\"url\":\"https://example.org/\",\"title\":\"Aé\",\"tab_id\":1"));
  g_assert_nonnull (strstr (text, "\"more\":[true]"));
  perch_routes_set_events (fixture->routes, NULL);
}

static void
started_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  perch_backend_start_finish (PERCH_BACKEND (source), result, &error);
  g_assert_no_error (error);
  *(gboolean *) user_data = TRUE;
}

static gboolean
is_true (gpointer user_data)
{
  return *(gboolean *) user_data;
}

static void
test_receiver (RoutesFixture *fixture, gconstpointer user_data)
{
  PerchBackend *main_one = perch_backend_manager_lookup (fixture->manager, "main");
  gboolean started = FALSE;
  g_autofree char *reply = NULL;

  g_test_summary ("A backend that is on its way gets it a little later.");

  g_assert_null (perch_routes_find_receiver (fixture->routes));
  g_assert_false (perch_routes_is_receiver_coming (fixture->routes));
  perch_backend_manager_set_autostart (fixture->manager, main_one, TRUE, NULL);
  g_assert_true (perch_routes_is_receiver_coming (fixture->routes));
  reply = post (fixture, "{\"url\":\"https://example.org/\"}");
  g_assert_true (g_str_has_prefix (reply, "HTTP/1.1 503 "));
  g_assert_nonnull (strstr (reply, "\r\nRetry-After: 1\r\n"));
  g_assert_nonnull (strstr (reply, "backend_starting"));

  perch_backend_start_async (main_one, NULL, started_cb, &started);
  g_assert_true (perch_routes_is_receiver_coming (fixture->routes));
  raw_wait (is_true, &started);
  g_assert_true (perch_routes_find_receiver (fixture->routes) == main_one);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func)                                                                            \
  g_test_add ("/routes/tab-info/" name, RoutesFixture, NULL, routes_fixture_set_up, func,          \
              routes_fixture_tear_down)
  ADD ("bad", test_bad);
  ADD ("too-long", test_too_long);
  ADD ("longest", test_longest);
  ADD ("no-backend", test_no_backend);
  ADD ("receiver", test_receiver);
  return g_test_run ();
}
