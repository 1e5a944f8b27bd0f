/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include <unistd.h>

#include "config.h"
#include "tests/unit/app/routes-fixture.h"

static void
test_status (RoutesFixture *fixture, gconstpointer user_data)
{
  g_autoptr (JsonObject) reply = routes_fixture_ask (fixture, "GET", "/status", 200);
  JsonObject *surfaces = json_object_get_object_member (reply, "surfaces");
  JsonObject *control = json_object_get_object_member (surfaces, "control");

  g_assert_cmpstr (json_object_get_string_member (reply, "status"), ==, "ok");
  g_assert_cmpint (json_object_get_int_member (reply, "pid"), ==, getpid ());
  g_assert_cmpstr (json_object_get_string_member (reply, "version"), ==, PERCH_VERSION);
  g_assert_cmpint (json_object_get_int_member (reply, "uptime_seconds"), >=, 0);
  g_assert_cmpstr (json_object_get_string_member (reply, "mode"), ==, "headless");
  g_assert_cmpstr (json_object_get_string_member (control, "state"), ==, "listening");
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (reply, "problems")), ==,
                    0);
}

static void
test_problems (RoutesFixture *fixture, gconstpointer user_data)
{
  g_autoptr (PerchSurface) second = perch_surface_new ("second", NULL);
  g_autoptr (JsonObject) reply = NULL;
  JsonArray *problems = NULL;
  JsonObject *surfaces = NULL;

  g_test_summary ("A broken profile and a surface that can't listen are told of.");

  g_assert_false (perch_surface_listen (second, fixture->address, NULL));
  perch_routes_add_surface (fixture->routes, second);
  reply = routes_fixture_ask (fixture, "GET", "/status", 200);
  problems = json_object_get_array_member (reply, "problems");
  g_assert_cmpuint (json_array_get_length (problems), ==, 1);
  g_assert_nonnull (strstr (json_array_get_string_element (problems, 0), "bad.json"));
  surfaces = json_object_get_object_member (reply, "surfaces");
  g_assert_nonnull (strstr (
      json_object_get_string_member (json_object_get_object_member (surfaces, "second"), "error"),
      "Can't listen on"));
  perch_surface_stop (fixture->surface);
  g_ptr_array_remove (fixture->routes->surfaces, second);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, data, func)                                                                      \
  g_test_add ("/routes/status/" name, RoutesFixture, data, routes_fixture_set_up, func,            \
              routes_fixture_tear_down)
  ADD ("status", NULL, test_status);
  ADD ("problems", "{", test_problems);
  return g_test_run ();
}
