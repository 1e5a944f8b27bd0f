/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "tests/unit/app/raw-client.h"
#include "tests/unit/app/routes-fixture.h"

static const char *
get_error_code (JsonObject *reply)
{
  return json_object_get_string_member (json_object_get_object_member (reply, "error"), "code");
}

static void
test_list (RoutesFixture *fixture, gconstpointer user_data)
{
  static const char *const members[] = {
    "name",         "label",      "kind",      "state",    "pid",      "uptime_seconds",
    "executable",   "ready",      "exit",      "restarts", "problem",  "cpu_percent",
    "memory_bytes", "last_error", "processes", "notice",   "endpoint", "venv",
  };
  g_autoptr (JsonObject) reply = routes_fixture_ask (fixture, "GET", "/api/backends", 200);
  JsonObject *backend = routes_fixture_find (reply, "main");
  JsonObject *missing = routes_fixture_find (reply, "missing");

  for (gsize i = 0; i < G_N_ELEMENTS (members); i++)
    g_assert_true (json_object_has_member (backend, members[i]));
  g_assert_cmpuint (json_object_get_size (backend), ==, G_N_ELEMENTS (members));
  g_assert_cmpstr (json_object_get_string_member (backend, "label"), ==, "The main one");
  g_assert_cmpstr (json_object_get_string_member (backend, "kind"), ==, "stdio");
  g_assert_cmpstr (json_object_get_string_member (backend, "state"), ==, "stopped");
  g_assert_true (json_object_get_null_member (backend, "pid"));
  g_assert_true (json_object_get_null_member (backend, "endpoint"));
  g_assert_true (json_object_get_null_member (backend, "uptime_seconds"));
  g_assert_true (json_object_get_null_member (backend, "exit"));
  g_assert_false (json_object_get_boolean_member (backend, "ready"));
  g_assert_cmpstr (json_object_get_string_member (missing, "state"), ==, "not-found");
  g_assert_nonnull (strstr (json_object_get_string_member (missing, "problem"), "/nowhere/at/all"));
}

static void
test_life (RoutesFixture *fixture, gconstpointer user_data)
{
  g_autoptr (JsonObject) started = NULL;
  g_autoptr (JsonObject) restarted = NULL;
  g_autoptr (JsonObject) stopped = NULL;
  JsonObject *backend = NULL;
  gint64 pid = 0;

  started = routes_fixture_ask (fixture, "POST", "/api/backends/main/start", 200);
  backend = json_object_get_object_member (started, "backend");
  pid = json_object_get_int_member (backend, "pid");
  g_assert_cmpstr (json_object_get_string_member (backend, "state"), ==, "running");
  g_assert_cmpint (pid, >, 0);
  g_assert_cmpint (json_object_get_int_member (backend, "uptime_seconds"), >=, 0);

  restarted = routes_fixture_ask (fixture, "POST", "/api/backends/main/restart", 200);
  backend = json_object_get_object_member (restarted, "backend");
  g_assert_cmpstr (json_object_get_string_member (backend, "state"), ==, "running");
  g_assert_cmpint (json_object_get_int_member (backend, "pid"), !=, pid);

  stopped = routes_fixture_ask (fixture, "POST", "/api/backends/main/stop", 200);
  backend = json_object_get_object_member (stopped, "backend");
  g_assert_cmpstr (json_object_get_string_member (backend, "state"), ==, "stopped");
  g_assert_true (json_object_get_null_member (backend, "pid"));
  g_assert_false (json_object_get_null_member (backend, "exit"));
}

static void
test_failures (RoutesFixture *fixture, gconstpointer user_data)
{
  g_autoptr (JsonObject) broken = NULL;
  g_autoptr (JsonObject) missing = NULL;
  g_autoptr (JsonObject) unknown = NULL;
  g_autoptr (JsonObject) after = NULL;
  JsonObject *error = NULL;
  JsonObject *exit = NULL;

  g_test_summary ("A start that comes to nothing says why, in the backend's last words too.");

  broken = routes_fixture_ask (fixture, "POST", "/api/backends/broken/start", 500);
  g_assert_cmpstr (get_error_code (broken), ==, "exited");
  error = json_object_get_object_member (broken, "error");
  g_assert_nonnull (strstr (json_object_get_string_member (error, "message"), "3"));
  g_assert_cmpstr (
      json_array_get_string_element (json_object_get_array_member (error, "last_error"), 0), ==,
      "boom");
  g_assert_cmpuint (strlen (json_object_get_string_member (broken, "trace_id")), ==, 32);

  after = routes_fixture_ask (fixture, "GET", "/api/backends/broken", 200);
  exit = json_object_get_object_member (json_object_get_object_member (after, "backend"), "exit");
  g_assert_cmpint (json_object_get_int_member (exit, "code"), ==, 3);
  g_assert_nonnull (json_object_get_string_member (exit, "reason"));

  missing = routes_fixture_ask (fixture, "POST", "/api/backends/missing/start", 500);
  g_assert_cmpstr (get_error_code (missing), ==, "executable_not_found");
  unknown = routes_fixture_ask (fixture, "POST", "/api/backends/nobody/start", 404);
  g_assert_cmpstr (get_error_code (unknown), ==, "no_such_backend");
}

static gboolean
main_runs (gpointer user_data)
{
  RoutesFixture *fixture = user_data;
  PerchBackend *backend = perch_backend_manager_lookup (fixture->manager, "main");

  return perch_backend_get_state (backend) == PERCH_BACKEND_STATE_RUNNING;
}

static void
test_client_leaves (RoutesFixture *fixture, gconstpointer user_data)
{
  g_autoptr (GSocket) client = raw_connect (fixture->address);

  g_test_summary ("What was asked for happens, though nobody waits for it any more.");

  raw_send (client, "POST /api/backends/main/start HTTP/1.1\r\nHost: p\r\n\r\n");
  g_socket_close (client, NULL);
  raw_wait (main_runs, fixture);
}

static void
test_reload (RoutesFixture *fixture, gconstpointer user_data)
{
  g_autofree char *file = g_build_filename (fixture->folder, "backends", "new.json", NULL);
  g_autoptr (JsonObject) before = NULL;
  g_autoptr (JsonObject) reply = NULL;

  before = routes_fixture_ask (fixture, "GET", "/api/backends/new", 404);
  g_assert_cmpstr (get_error_code (before), ==, "no_such_backend");
  g_assert_true (g_file_set_contents (file, "{ \"executable\": \"/bin/true\" }", -1, NULL));
  reply = routes_fixture_ask (fixture, "POST", "/api/config/reload", 200);
  g_assert_nonnull (routes_fixture_find (reply, "new"));
  g_assert_nonnull (routes_fixture_find (reply, "main"));
}

static gboolean
has_said_hello (gpointer user_data)
{
  RoutesFixture *fixture = user_data;
  PerchBackend *backend = perch_backend_manager_lookup (fixture->manager, "main");
  g_auto (GStrv) lines = perch_backend_dup_tail (backend, 1);

  return lines[0] != NULL;
}

static void
test_logs (RoutesFixture *fixture, gconstpointer user_data)
{
  g_autoptr (JsonObject) started = NULL;
  g_autoptr (JsonObject) logs = NULL;
  g_autoptr (JsonObject) none = NULL;
  g_autoptr (JsonObject) bad = NULL;
  JsonArray *lines = NULL;

  started = routes_fixture_ask (fixture, "POST", "/api/backends/main/start", 200);
  g_assert_true (json_object_has_member (started, "backend"));
  raw_wait (has_said_hello, fixture);
  logs = routes_fixture_ask (fixture, "GET", "/api/backends/main/logs?tail=5", 200);
  lines = json_object_get_array_member (logs, "lines");
  g_assert_cmpuint (json_array_get_length (lines), ==, 1);
  g_assert_cmpstr (json_array_get_string_element (lines, 0), ==, "hello");
  none = routes_fixture_ask (fixture, "GET", "/api/backends/main/logs?tail=0", 200);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (none, "lines")), ==, 0);
  bad = routes_fixture_ask (fixture, "GET", "/api/backends/main/logs?tail=many", 400);
  g_assert_cmpstr (get_error_code (bad), ==, "bad_query");
}

static void
test_long_body (RoutesFixture *fixture, gconstpointer user_data)
{
  static const char *const paths[] = {
    "/api/backends/main/start",
    "/api/backends/main/restart",
    "/api/backends/main/stop",
    "/api/config/reload",
  };

  g_test_summary ("What has no use is not read for long.");

  for (gsize i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autofree char *request = g_strdup_printf ("POST %s HTTP/1.1\r\nHost: p\r\n"
                                                  "Content-Type: application/json\r\n"
                                                  "Content-Length: 16385\r\n\r\n",
                                                  paths[i]);
      g_autofree char *reply = raw_exchange (fixture->address, request);

      g_assert_true (g_str_has_prefix (reply, "HTTP/1.1 413 "));
    }
}

static void
test_watch (RoutesFixture *fixture, gconstpointer user_data)
{
  g_autoptr (JsonObject) status = NULL;
  g_autoptr (JsonObject) first = NULL;
  g_autoptr (JsonObject) second = NULL;
  GSource *end = NULL;
  gint64 ready_time = 0;

  g_test_summary ("Who polls the backends is a watcher for a while: one timer, which the next poll "
                  "moves; other requests set none.");

  status = routes_fixture_ask (fixture, "GET", "/status", 200);
  g_assert_true (json_object_has_member (status, "pid"));
  g_assert_null (fixture->routes->watch_end);
  first = routes_fixture_ask (fixture, "GET", "/api/backends", 200);
  g_assert_true (json_object_has_member (first, "backends"));
  end = fixture->routes->watch_end;
  g_assert_nonnull (end);
  g_assert_nonnull (fixture->routes->attention);
  ready_time = g_source_get_ready_time (end);
  second = routes_fixture_ask (fixture, "GET", "/api/backends/main", 200);
  g_assert_true (json_object_has_member (second, "backend"));
  g_assert_true (fixture->routes->watch_end == end);
  g_assert_cmpint (g_source_get_ready_time (end), >=, ready_time);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func)                                                                            \
  g_test_add ("/routes/backends/" name, RoutesFixture, NULL, routes_fixture_set_up, func,          \
              routes_fixture_tear_down)
  ADD ("list", test_list);
  ADD ("life", test_life);
  ADD ("failures", test_failures);
  ADD ("client-leaves", test_client_leaves);
  ADD ("reload", test_reload);
  ADD ("logs", test_logs);
  ADD ("long-body", test_long_body);
  ADD ("watch", test_watch);
  return g_test_run ();
}
