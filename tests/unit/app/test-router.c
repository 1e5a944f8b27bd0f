/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/server/router.h"

static void
handler (PerchRequest *request, gpointer user_data)
{
}

static const PerchRoute routes[] = {
  { "GET", "/status", handler, 0 },
  { "GET", "/api/things", handler, 0 },
  { "GET", "/api/things/{name}", handler, 0 },
  { "PUT", "/api/things/{name}", handler, 0 },
  { "POST", "/api/things/{name}/start", handler, 0 },
  { "GET", "/", handler, 0 },
  { "GET", "/api/things/new", handler, 0 },
};

static PerchRouter *
make_router (void)
{
  PerchRouter *router = perch_router_new ();

  perch_router_add (router, routes, G_N_ELEMENTS (routes), GINT_TO_POINTER (7));
  return router;
}

static void
test_found (void)
{
  static const struct
  {
    const char *method;
    const char *path;
    guint route;
    const char *param;
  } cases[] = {
    { "GET", "/status", 0, NULL },
    { "HEAD", "/status", 0, NULL },
    { "GET", "/%73tatus", 0, NULL },
    { "GET", "/api/things", 1, NULL },
    { "GET", "/api/things/a", 2, "a" },
    { "GET", "/api/things/a%20b", 2, "a b" },
    { "GET", "/api/things/%2525", 2, "%25" },
    { "GET", "/api/things/%C3%A4", 2, "ä" },
    { "GET", "/api/things/..a", 2, "..a" },
    { "PUT", "/api/things/a", 3, "a" },
    { "GET", "/api/things/{name}", 2, "{name}" },
    { "GET", "/api/things/new", 6, NULL },
    { "PUT", "/api/things/new", 3, "new" },
    { "POST", "/api/things/a/start", 4, "a" },
    { "GET", "/", 5, NULL },
  };
  g_autoptr (PerchRouter) router = make_router ();

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (PerchRouteMatch) match = { 0 };

      g_assert_cmpint (perch_router_match (router, cases[i].method, cases[i].path, &match), ==,
                       PERCH_ROUTE_FOUND);
      g_assert_true (match.route == &routes[cases[i].route]);
      g_assert_cmpint (GPOINTER_TO_INT (match.user_data), ==, 7);
      g_assert_cmpstr (match.params[0], ==, cases[i].param);
    }
}

static void
test_not_found (void)
{
  static const char *const paths[] = { "/statu",
                                       "/status/",
                                       "/status/x",
                                       "//status",
                                       "/STATUS",
                                       "/api",
                                       "/api/things/",
                                       "/api//things",
                                       "/api/things/a/",
                                       "/api/things//",
                                       "/api/things/a/stop",
                                       "/a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p/q/r/s/t/u/v" };
  g_autoptr (PerchRouter) router = make_router ();

  for (gsize i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_auto (PerchRouteMatch) match = { 0 };

      g_test_message ("%s", paths[i]);
      g_assert_cmpint (perch_router_match (router, "GET", paths[i], &match), ==,
                       PERCH_ROUTE_NO_PATH);
    }
}

static void
test_hostile (void)
{
  static const char *const paths[] = {
    "",
    "status",
    "*",
    "/..",
    "/../status",
    "/./status",
    "/status/..",
    "/api/things/..",
    "/api/things/../../status",
    "/api/things/%2e%2e",
    "/api/things/%2E",
    "/api/things/a%2fstart",
    "/api/things/a%2F",
    "/api/things/a%5cb",
    "/api/things/a\\b",
    "/api/things/..%5c..",
    "/api/things/a%00",
    "/api/things/%",
    "/api/things/%4",
    "/api/things/%zz",
    "/api/things/a%0d%0aSet-Cookie:x",
    "/api/things/a%1b",
    "/api/things/a%7f",
    "/api/things/%c2%85",
    "/api/things/%c0%ae%c0%ae",
    "/api/things/%ff",
  };
  g_autoptr (PerchRouter) router = make_router ();

  for (gsize i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_auto (PerchRouteMatch) match = { 0 };

      g_test_message ("%s", paths[i]);
      g_assert_cmpint (perch_router_match (router, "GET", paths[i], &match), ==,
                       PERCH_ROUTE_BAD_PATH);
      g_assert_null (match.route);
    }
}

static void
test_method (void)
{
  static const char *const methods[] = { "POST", "DELETE", "OPTIONS", "get", "CONNECT", "" };
  g_autoptr (PerchRouter) router = make_router ();

  for (gsize i = 0; i < G_N_ELEMENTS (methods); i++)
    {
      g_auto (PerchRouteMatch) match = { 0 };

      g_assert_cmpint (perch_router_match (router, methods[i], "/api/things/a", &match), ==,
                       PERCH_ROUTE_NO_METHOD);
      g_assert_cmpstr (match.allow, ==, "GET, HEAD, PUT");
    }
}

static void
note_count (const PerchRoute *route, guint status, guint64 n_requests, gpointer user_data)
{
  g_string_append_printf (user_data, "%s %u %" G_GUINT64_FORMAT "\n",
                          route != NULL ? route->pattern : "-", status, n_requests);
}

static void
test_counts (void)
{
  g_autoptr (PerchRouter) router = make_router ();
  g_auto (PerchRouteMatch) match = { 0 };
  g_autoptr (GString) told = g_string_new (NULL);

  g_test_summary ("Each route is told of, and what was refused before there was one.");

  perch_router_match (router, "HEAD", "/status", &match);
  perch_router_count (router, match.route, 200);
  perch_router_count (router, match.route, 200);
  perch_router_count (router, match.route, 503);
  perch_router_count (router, NULL, 404);
  perch_router_foreach_count (router, note_count, told);
  g_assert_true (g_str_has_prefix (told->str, "/status 200 2\n/status 503 1\n/"));
  g_assert_true (g_str_has_suffix (told->str, "\n- 200 0\n- 404 1\n"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/router/found", test_found);
  g_test_add_func ("/router/not-found", test_not_found);
  g_test_add_func ("/router/hostile", test_hostile);
  g_test_add_func ("/router/method", test_method);
  g_test_add_func ("/router/counts", test_counts);
  return g_test_run ();
}
