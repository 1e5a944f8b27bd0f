/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "config.h"
#include "tests/unit/app/raw-client.h"
#include "tests/unit/app/routes-fixture.h"

static char *
ask (RoutesFixture *fixture)
{
  char *reply = raw_exchange (fixture->address, "GET /metrics HTTP/1.1\r\nHost: p\r\n\r\n");

  g_test_message ("%s", reply);
  g_assert_true (g_str_has_prefix (reply, "HTTP/1.1 200 "));
  g_assert_nonnull (
      strstr (reply, "\r\nContent-Type: text/plain; version=0.0.4; charset=utf-8\r\n"));
  return reply;
}

static void
assert_lines (const char *text, const char *const *lines)
{
  for (gsize i = 0; lines[i] != NULL; i++)
    {
      g_autofree char *line = g_strdup_printf ("\n%s", lines[i]);

      g_test_message ("%s", lines[i]);
      g_assert_nonnull (strstr (text, line));
    }
}

static void
test_backends (RoutesFixture *fixture, gconstpointer user_data)
{
  static const char *const stopped[] = {
    "perch_backend_state{backend=\"main\",state=\"stopped\"} 1\n",
    "perch_backend_state{backend=\"main\",state=\"running\"} 0\n",
    "perch_backend_state{backend=\"missing\",state=\"not-found\"} 1\n",
    "perch_backend_restarts_total{backend=\"main\"} 0\n",
    NULL,
  };
  static const char *const running[] = {
    "perch_backend_state{backend=\"main\",state=\"stopped\"} 0\n",
    "perch_backend_state{backend=\"main\",state=\"running\"} 1\n",
    "perch_backend_uptime_seconds{backend=\"main\"} ",
    "perch_backend_cpu_ratio{backend=\"main\"} ",
    NULL,
  };
  g_autofree char *before = ask (fixture);
  g_autofree char *pid = NULL;
  g_autofree char *after = NULL;
  g_autoptr (JsonObject) reply = NULL;

  g_test_summary ("What only a running backend has is not there for one that does not run.");

  assert_lines (before, stopped);
  g_assert_null (strstr (before, "perch_backend_pid{"));
  reply = routes_fixture_ask (fixture, "POST", "/api/backends/main/start", 200);
  pid = g_strdup_printf (
      "\nperch_backend_pid{backend=\"main\"} %d\n",
      perch_backend_get_pid (perch_backend_manager_lookup (fixture->manager, "main")));
  after = ask (fixture);
  assert_lines (after, running);
  g_assert_nonnull (strstr (after, pid));
}

static void
test_requests (RoutesFixture *fixture, gconstpointer user_data)
{
  static const char *const before[] = {
    "perch_http_requests_total{surface=\"control\",method=\"GET\",route=\"/status\",code=\"200\"} "
    "0\n",
    "perch_http_requests_total{surface=\"control\",method=\"GET\",route=\"/metrics\",code=\"200\"} "
    "0\n",
    NULL,
  };
  static const char *const after[] = {
    "perch_http_requests_total{surface=\"control\",method=\"GET\",route=\"/status\",code=\"200\"} "
    "2\n",
    "perch_http_requests_total{surface=\"control\",method=\"GET\",route=\"/api/backends/{name}\","
    "code=\"404\"} 1\n",
    "perch_http_requests_total{surface=\"control\",method=\"\",route=\"\",code=\"404\"} 1\n",
    "perch_http_requests_total{surface=\"control\",method=\"\",route=\"\",code=\"405\"} 1\n",
    "perch_connections{surface=\"control\"} 1\n",
    "perch_connections_refused_total{surface=\"control\"} 0\n",
    NULL,
  };
  static const struct
  {
    const char *method;
    const char *path;
    guint status;
  } asked[] = {
    { "GET", "/status", 200 }, { "GET", "/status", 200 },    { "GET", "/api/backends/none", 404 },
    { "GET", "/none", 404 },   { "DELETE", "/status", 405 },
  };
  g_autofree char *first = ask (fixture);
  g_autofree char *last = NULL;

  assert_lines (first, before);
  for (gsize i = 0; i < G_N_ELEMENTS (asked); i++)
    json_object_unref (
        routes_fixture_ask (fixture, asked[i].method, asked[i].path, asked[i].status));
  last = ask (fixture);
  assert_lines (last, after);
}

static void
test_events (RoutesFixture *fixture, gconstpointer user_data)
{
  static const char *const lines[] = {
    "perch_events_published_total 3\n",
    "perch_events_dropped_total 0\n",
    "perch_websocket_clients 0\n",
    NULL,
  };
  g_autoptr (PerchEventHub) hub = perch_event_hub_new ();
  g_autoptr (PerchEventServer) events = perch_event_server_new (hub, NULL);
  g_autoptr (JsonNode) payload = json_from_string ("{}", NULL);
  g_autofree char *text = NULL;

  for (guint i = 0; i < 3; i++)
    perch_event_hub_announce (hub, "test", NULL, payload);
  perch_routes_set_events (fixture->routes, events);
  text = ask (fixture);
  assert_lines (text, lines);
  perch_routes_set_events (fixture->routes, NULL);
}

static void
test_perch (RoutesFixture *fixture, gconstpointer user_data)
{
  static const char *const lines[] = {
    "perch_build_info{version=\"" PERCH_VERSION "\",build_hash=\"",
    "perch_uptime_seconds ",
    "perch_process_cpu_seconds_total ",
    "perch_process_memory_bytes ",
    "perch_process_open_fds ",
    "perch_log_lines_total 2\n",
    "perch_log_lines_dropped_total 0\n",
    NULL,
  };
  g_autofree char *text = NULL;

  perch_journal_log (fixture->journal, PERCH_LEVEL_INFO, "perch", "one");
  perch_journal_log (fixture->journal, PERCH_LEVEL_INFO, "perch", "two");
  text = ask (fixture);
  assert_lines (text, lines);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func)                                                                            \
  g_test_add ("/routes/metrics/" name, RoutesFixture, NULL, routes_fixture_set_up, func,           \
              routes_fixture_tear_down)
  ADD ("backends", test_backends);
  ADD ("requests", test_requests);
  ADD ("events", test_events);
  ADD ("perch", test_perch);
  return g_test_run ();
}
