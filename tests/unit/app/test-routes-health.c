/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "config.h"
#include "tests/unit/app/raw-client.h"
#include "tests/unit/app/routes-fixture.h"

#define PATH "/api/status/health"

static const char *
get_state (JsonObject *reply, const char *kind, const char *name)
{
  JsonObject *modules = json_object_get_object_member (reply, "modules");

  return json_object_get_string_member (json_object_get_object_member (modules, kind), name);
}

static gboolean
main_runs (gpointer user_data)
{
  PerchBackend *backend = perch_backend_manager_lookup (user_data, "main");

  return perch_backend_get_state (backend) == PERCH_BACKEND_STATE_RUNNING;
}

static void
test_health (RoutesFixture *fixture, gconstpointer user_data)
{
  g_autoptr (JsonObject) before = routes_fixture_ask (fixture, "GET", PATH, 200);
  g_autoptr (JsonObject) after = NULL;

  g_test_summary ("What changes shows in the very next answer, though answers are kept.");

  g_assert_cmpstr (json_object_get_string_member (before, "status"), ==, "ok");
  g_assert_cmpstr (json_object_get_string_member (before, "version"), ==, PERCH_VERSION);
  g_assert_cmpstr (json_object_get_string_member (before, "build_hash"), !=, "");
  g_assert_cmpint (json_object_get_int_member (before, "uptime_seconds"), >=, 0);
  g_assert_cmpstr (get_state (before, "surfaces", "control"), ==, "listening");
  g_assert_cmpstr (get_state (before, "backends", "main"), ==, "stopped");
  g_assert_cmpstr (get_state (before, "backends", "missing"), ==, "not-found");
  g_assert_false (json_object_get_boolean_member (before, "ready"));

  perch_backend_start_async (perch_backend_manager_lookup (fixture->manager, "main"), NULL, NULL,
                             NULL);
  raw_wait (main_runs, fixture->manager);
  after = routes_fixture_ask (fixture, "GET", PATH, 200);
  g_assert_cmpstr (get_state (after, "backends", "main"), ==, "running");
}

static void
test_surface_with_problem (RoutesFixture *fixture, gconstpointer user_data)
{
  g_autoptr (PerchSurface) second = perch_surface_new ("second", NULL);
  g_autoptr (JsonObject) closed = NULL;
  g_autoptr (JsonObject) broken = NULL;

  perch_routes_add_surface (fixture->routes, second);
  closed = routes_fixture_ask (fixture, "GET", PATH, 200);
  g_assert_cmpstr (get_state (closed, "surfaces", "second"), ==, "closed");
  perch_surface_set_problem (second, "no good");
  broken = routes_fixture_ask (fixture, "GET", PATH, 200);
  g_assert_cmpstr (get_state (broken, "surfaces", "second"), ==, "error");
  perch_routes_remove_surface (fixture->routes, second);
}

static void
test_head (RoutesFixture *fixture, gconstpointer user_data)
{
  g_test_summary ("HEAD has the length of the body and not the body.");

  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *reply =
          raw_exchange (fixture->address, "HEAD " PATH " HTTP/1.1\r\nHost: p\r\n\r\n");

      g_assert_nonnull (strstr (reply, "\r\nContent-Length: "));
      g_assert_true (g_str_has_suffix (reply, "\r\n\r\n"));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func)                                                                            \
  g_test_add ("/routes/health/" name, RoutesFixture, NULL, routes_fixture_set_up, func,            \
              routes_fixture_tear_down)
  ADD ("health", test_health);
  ADD ("surface-with-problem", test_surface_with_problem);
  ADD ("head", test_head);
  return g_test_run ();
}
