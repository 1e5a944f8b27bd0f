/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/routes/docs-file.h"
#include "tests/unit/app/raw-client.h"
#include "tests/unit/app/routes-fixture.h"

/* A port, what answers at it, and the document that describes it. */
typedef struct
{
  const char *name;
  void (*add_routes) (PerchRoutes *routes, PerchRouter *router);
} Port;

static const Port ports[] = {
  { "bridge", perch_routes_add_bridge_port },
  { "hooks", perch_routes_add_hooks },
  { "listener", perch_routes_add_listener_port },
};

/* Routes are compared as strings: "GET /status". */
static void
add_route (const PerchRoute *route, guint status, guint64 n_requests, gpointer user_data)
{
  if (route != NULL)
    g_hash_table_add (user_data, g_strdup_printf ("%s %s", route->method, route->pattern));
}

static GHashTable *
list_answered (PerchRoutes *routes, const Port *port)
{
  g_autoptr (PerchRouter) router = perch_router_new ();
  GHashTable *answered = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  port->add_routes (routes, router);
  perch_router_foreach_count (router, add_route, answered);
  return answered;
}

static GHashTable *
list_described (JsonObject *document)
{
  GHashTable *described = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  JsonObject *paths = json_object_get_object_member (document, "paths");
  JsonObjectIter path_iter;
  JsonNode *item = NULL;
  const char *path = NULL;

  json_object_iter_init (&path_iter, paths);
  while (json_object_iter_next (&path_iter, &path, &item))
    {
      JsonObjectIter method_iter;
      const char *method = NULL;

      json_object_iter_init (&method_iter, json_node_get_object (item));
      while (json_object_iter_next (&method_iter, &method, NULL))
        {
          g_autofree char *upper = g_ascii_strup (method, -1);

          if (!g_str_equal (method, "parameters"))
            g_hash_table_add (described, g_strdup_printf ("%s %s", upper, path));
        }
    }
  return described;
}

static JsonObject *
load_document (const char *name)
{
  g_autofree char *file =
      g_build_filename (g_getenv ("PERCH_TOP_BUILDDIR"), "resources", "docs.gresource", NULL);
  g_autofree char *document = g_strconcat (name, ".json", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = perch_docs_file_look_up (file, document, &error);
  g_autoptr (JsonParser) parser = json_parser_new ();

  g_assert_no_error (error);
  json_parser_load_from_data (parser, g_bytes_get_data (bytes, NULL),
                              (gssize) g_bytes_get_size (bytes), &error);
  g_assert_no_error (error);
  return json_object_ref (json_node_get_object (json_parser_get_root (parser)));
}

static void G_GNUC_PRINTF (1, 2) complain (const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  g_test_message ("%s", text);
  g_test_fail_printf ("%s", text); /* shows up at once, but only the last one does */
}

static void
check_port (PerchRoutes *routes, const Port *port)
{
  g_autoptr (GHashTable) answered = list_answered (routes, port);
  g_autoptr (JsonObject) document = load_document (port->name);
  g_autoptr (GHashTable) described = list_described (document);
  GHashTableIter iter;
  gpointer route = NULL;

  g_assert_cmpuint (g_hash_table_size (answered), >, 0);
  g_hash_table_iter_init (&iter, answered);
  while (g_hash_table_iter_next (&iter, &route, NULL))
    if (!g_hash_table_contains (described, route))
      complain ("The %s answers \"%s\", which nothing describes: add it to a file in "
                "resources/openapi/; CONTRIBUTING.md says how",
                port->name, (const char *) route);
  g_hash_table_iter_init (&iter, described);
  while (g_hash_table_iter_next (&iter, &route, NULL))
    if (!g_hash_table_contains (answered, route))
      complain ("resources/openapi/ describes \"%s\", which the %s does not answer",
                (const char *) route, port->name);
}

static void
test_no_drift (RoutesFixture *fixture, gconstpointer user_data)
{
  g_autoptr (PerchEventHub) hub = perch_event_hub_new ();
  g_autoptr (PerchEventServer) events = perch_event_server_new (hub, NULL);

  g_test_summary ("Every route is described, and nothing else is.");

  perch_routes_set_events (fixture->routes, events);
  for (gsize i = 0; i < G_N_ELEMENTS (ports); i++)
    check_port (fixture->routes, &ports[i]);
  perch_routes_set_events (fixture->routes, NULL);
}

static void
test_reply (RoutesFixture *fixture, gconstpointer user_data)
{
  g_autoptr (JsonObject) reply = routes_fixture_ask (fixture, "GET", "/openapi.json", 200);

  g_assert_cmpstr (json_object_get_string_member (reply, "openapi"), ==, "3.1.0");
  g_assert_true (json_object_has_member (json_object_get_object_member (reply, "paths"),
                                         "/api/backends/{name}"));
}

static void
test_file_missing (RoutesFixture *fixture, gconstpointer user_data)
{
  static const char *const paths[] = { "/openapi.json", "/docs", "/docs/docs.js" };

  perch_routes_set_docs_file (fixture->routes, "/nowhere/docs.gresource");
  for (gsize i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autoptr (JsonObject) reply = routes_fixture_ask (fixture, "GET", paths[i], 500);
      JsonObject *error = json_object_get_object_member (reply, "error");

      g_assert_cmpstr (json_object_get_string_member (error, "code"), ==, "no_docs");
      g_assert_nonnull (
          strstr (json_object_get_string_member (error, "message"), "/nowhere/docs.gresource"));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func)                                                                            \
  g_test_add ("/routes/openapi/" name, RoutesFixture, NULL, routes_fixture_set_up, func,           \
              routes_fixture_tear_down)
  ADD ("no-drift", test_no_drift);
  ADD ("reply", test_reply);
  ADD ("file-missing", test_file_missing);
  return g_test_run ();
}
