/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "tests/unit/app/routes-fixture.h"

#include <gio/gunixsocketaddress.h>
#include <glib/gstdio.h>
#include <string.h>

#include "tests/unit/app/raw-client.h"
#include "tests/unit/backend-manager/scratch.h"

static void
write_profile (RoutesFixture *fixture, const char *name, const char *format)
{
  g_autofree char *kid =
      g_build_filename (g_getenv ("PERCH_TOP_BUILDDIR"), "tests", "fixtures", "kid", NULL);
  g_autoptr (GString) text = g_string_new (format);
  g_autofree char *file = g_strconcat (name, ".json", NULL);
  g_autofree char *path = g_build_filename (fixture->folder, "backends", file, NULL);
  g_autoptr (GError) error = NULL;

  g_string_replace (text, "KID", kid, 0);
  g_file_set_contents (path, text->str, -1, &error);
  g_assert_no_error (error);
}

static void
write_profiles (RoutesFixture *fixture)
{
  g_autofree char *folder = g_build_filename (fixture->folder, "backends", NULL);

  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  write_profile (fixture, "main",
                 "{\"name\":\"main\",\"label\":\"The main one\",\"executable\":\"KID\","
                 "\"args\":[\"print\",\"hello\",\"wait\"]}");
  write_profile (fixture, "broken",
                 "{\"name\":\"broken\",\"executable\":\"KID\",\"restart\":\"never\","
                 "\"ready\":{\"on\":\"status\"},\"args\":[\"error\",\"boom\",\"exit\",\"3\"]}");
  write_profile (fixture, "missing", "{\"name\":\"missing\",\"executable\":\"/nowhere/at/all\"}");
}

static void
action_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  (*(guint *) user_data)++;
}

static void
add_action (RoutesFixture *fixture, const char *name, guint *counter)
{
  g_autoptr (GSimpleAction) action = g_simple_action_new (name, NULL);

  g_signal_connect (action, "activate", G_CALLBACK (action_cb), counter);
  g_action_map_add_action (G_ACTION_MAP (fixture->actions), G_ACTION (action));
}

static void
make_manager (RoutesFixture *fixture)
{
  const char *build = g_getenv ("PERCH_TOP_BUILDDIR");
  g_autofree char *guard =
      g_build_filename (build, "backend-manager", "guard", "perch-guard", NULL);
  g_autofree char *profiles = g_build_filename (fixture->folder, "backends", NULL);
  g_autofree char *runs = g_build_filename (fixture->folder, "run", NULL);
  const PerchBackendManagerOptions options = {
    .profiles_dir = profiles,
    .run_dir = runs,
    .guard = guard,
  };

  fixture->manager = perch_backend_manager_new (&options);
  perch_backend_manager_load (fixture->manager);
}

void
routes_fixture_set_up (RoutesFixture *fixture, gconstpointer user_data)
{
  g_autofree char *path = NULL;
  g_autofree char *logs = NULL;
  g_autofree char *docs =
      g_build_filename (g_getenv ("PERCH_TOP_BUILDDIR"), "resources", "docs.gresource", NULL);
  PerchRouter *router = NULL;
  g_autoptr (GError) error = NULL;

  fixture->folder = g_dir_make_tmp ("perch-test-XXXXXX", &error);
  g_assert_no_error (error);
  write_profiles (fixture);
  if (user_data != NULL)
    {
      write_profile (fixture, "bad", user_data);
      g_test_expect_message ("perch", G_LOG_LEVEL_WARNING, "*bad.json*");
    }
  make_manager (fixture);
  g_test_assert_expected_messages ();
  logs = g_build_filename (fixture->folder, "logs", NULL);
  fixture->journal = perch_journal_new (logs);
  fixture->actions = g_simple_action_group_new ();
  add_action (fixture, "quit", &fixture->n_quits);

  fixture->routes = perch_routes_new (fixture->manager, fixture->journal,
                                      G_ACTION_GROUP (fixture->actions), "headless");
  perch_routes_set_docs_file (fixture->routes, docs);
  fixture->indicators = perch_indicators_new (60000);
  perch_routes_set_indicators (fixture->routes, fixture->indicators);
  fixture->asks = perch_ask_queue_new (2);
  perch_routes_set_asks (fixture->routes, fixture->asks);
  fixture->surface = perch_surface_new ("control", NULL);
  router = perch_surface_get_router (fixture->surface);
  perch_routes_add_answers (fixture->routes, router);
  perch_routes_add_app (fixture->routes, router);
  perch_routes_add_asks (fixture->routes, router);
  perch_routes_add_bridge (fixture->routes, router);
  perch_routes_add_listener (fixture->routes, router);
  perch_routes_add_surface (fixture->routes, fixture->surface);
  path = g_build_filename (fixture->folder, "sock", NULL);
  fixture->address = g_unix_socket_address_new (path);
  g_assert_true (perch_surface_listen (fixture->surface, fixture->address, &error));
  g_assert_no_error (error);
}

static void
stopped_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  perch_backend_manager_stop_all_finish (PERCH_BACKEND_MANAGER (source), result, &error);
  g_assert_no_error (error);
  *(gboolean *) user_data = TRUE;
}

static gboolean
is_true (gpointer user_data)
{
  return *(gboolean *) user_data;
}

void
routes_fixture_tear_down (RoutesFixture *fixture, gconstpointer user_data)
{
  gboolean stopped = FALSE;

  perch_backend_manager_stop_all_async (fixture->manager, stopped_cb, &stopped);
  raw_wait (is_true, &stopped);
  perch_surface_free (fixture->surface);
  perch_routes_free (fixture->routes);
  g_assert_finalize_object (fixture->indicators);
  g_assert_finalize_object (fixture->asks);
  g_object_unref (fixture->address);
  g_object_unref (fixture->actions);
  perch_journal_close (fixture->journal);
  g_object_unref (fixture->journal);
  g_object_unref (fixture->manager);
  perch_scratch_remove_tree (fixture->folder);
  g_free (fixture->folder);
}

/**
 * routes_fixture_ask:
 *
 * Returns: (transfer full): the answer, which is JSON whatever it is
 */
JsonObject *
routes_fixture_ask (RoutesFixture *fixture,
                    const char *method,
                    const char *path,
                    guint expected_status)
{
  g_autofree char *request = g_strdup_printf ("%s %s HTTP/1.1\r\nHost: p\r\n\r\n", method, path);
  g_autofree char *line = g_strdup_printf ("HTTP/1.1 %u ", expected_status);
  g_autofree char *reply = raw_exchange (fixture->address, request);
  const char *body = strstr (reply, "\r\n\r\n");
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) error = NULL;

  g_test_message ("%s %s: %s", method, path, reply);
  g_assert_true (g_str_has_prefix (reply, line));
  g_assert_nonnull (body);
  json_parser_load_from_data (parser, body, -1, &error);
  g_assert_no_error (error);
  return json_object_ref (json_node_get_object (json_parser_get_root (parser)));
}

/**
 * routes_fixture_find:
 *
 * Returns: (transfer none): the backend called @name in the answer to `GET /api/backends`
 */
JsonObject *
routes_fixture_find (JsonObject *reply, const char *name)
{
  JsonArray *backends = json_object_get_array_member (reply, "backends");

  for (guint i = 0; i < json_array_get_length (backends); i++)
    {
      JsonObject *backend = json_array_get_object_element (backends, i);

      if (g_str_equal (json_object_get_string_member (backend, "name"), name))
        return backend;
    }
  g_assert_not_reached ();
}
