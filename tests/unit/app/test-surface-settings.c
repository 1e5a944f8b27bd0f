/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include <glib/gstdio.h>

#include "app/config/bridge-settings.h"
#include "app/config/hook-settings.h"
#include "app/config/schema.h"
#include "app/config/seed.h"
#include "app/config/settings-file.h"
#include "app/config/web-listener-settings.h"
#include "backend-manager/json-file.h"
#include "tests/unit/backend-manager/scratch.h"

typedef struct
{
  const char *name;
  guint port;
  const char *first_origin;
  gboolean enabled;
  const char *section;
  void (*init) (PerchSurfaceSettings *settings);
} Kind;

typedef struct
{
  PerchScratch scratch;
  char *path;
  const Kind *kind;
} Fixture;

static void
setup (Fixture *fixture, gconstpointer data)
{
  g_autofree char *file = NULL;

  fixture->kind = data;
  file = g_strconcat (fixture->kind->name, ".json", NULL);
  perch_scratch_init (&fixture->scratch);
  fixture->path = g_build_filename (fixture->scratch.dir, file, NULL);
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  g_free (fixture->path);
  perch_scratch_clear (&fixture->scratch);
}

/* As Perch does it: the file is seeded, checked, and read. */
static gboolean
load (Fixture *fixture, PerchSurfaceSettings *settings, GStrv *warnings, GError **error)
{
  const PerchSection *section = perch_sections_find (fixture->kind->section, NULL);
  g_autoptr (JsonObject) values = NULL;

  g_assert_true (perch_config_seed (fixture->path, section->get_seed (), NULL));
  values = perch_settings_file_load (section, fixture->path, warnings, error);
  if (values == NULL)
    return FALSE;
  fixture->kind->init (settings);
  g_assert_true (perch_surface_settings_parse (values, settings, NULL));
  return TRUE;
}

static void
assert_defaults (Fixture *fixture, const PerchSurfaceSettings *settings)
{
  g_assert_cmpint (settings->enabled, ==, fixture->kind->enabled);
  g_assert_cmpstr (settings->host, ==, "127.0.0.1");
  g_assert_cmpuint (settings->port, ==, fixture->kind->port);
  g_assert_false (settings->require_token);
  g_assert_cmpstr (settings->allowed_origins[0], ==, fixture->kind->first_origin);
  g_assert_cmpuint (settings->limits.max_body, ==, 1024 * 1024);
}

static void
test_seeded (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < 2; i++)
    {
      g_auto (PerchSurfaceSettings) settings = { 0 };
      g_auto (GStrv) warnings = NULL;
      g_autoptr (GError) error = NULL;

      g_assert_true (load (fixture, &settings, &warnings, &error));
      g_assert_no_error (error);
      g_assert_null (warnings[0]);
      assert_defaults (fixture, &settings);
    }
}

static void
test_all (Fixture *fixture, gconstpointer data)
{
  g_auto (PerchSurfaceSettings) settings = { 0 };
  g_auto (GStrv) warnings = NULL;
  g_autoptr (GError) error = NULL;

  g_file_set_contents (fixture->path,
                       "{\"enabled\":false,\"host\":\"::1\",\"port\":0,\"require_token\":true,"
                       "\"prot\":1,\"allowed_origins\":[\"https://a.example\"],"
                       "\"limits\":{\"max_connections\":7,\"max_connections_per_peer\":5,"
                       "\"header_timeout_ms\":101,"
                       "\"body_timeout_ms\":102,\"idle_timeout_s\":3,\"max_body_bytes\":2048,"
                       "\"more\":1}}",
                       -1, NULL);
  g_assert_true (load (fixture, &settings, &warnings, &error));
  g_assert_no_error (error);
  g_assert_false (settings.enabled);
  g_assert_cmpstr (settings.host, ==, "::1");
  g_assert_cmpuint (settings.port, ==, 0);
  g_assert_true (settings.require_token);
  g_assert_cmpstr (settings.allowed_origins[0], ==, "https://a.example");
  g_assert_cmpuint (settings.limits.max_connections, ==, 7);
  g_assert_cmpuint (settings.limits.max_per_peer, ==, 5);
  g_assert_cmpuint (settings.limits.header_ms, ==, 101);
  g_assert_cmpuint (settings.limits.body_ms, ==, 102);
  g_assert_cmpuint (settings.limits.stall_s, ==, 3);
  g_assert_cmpuint (settings.limits.max_body, ==, 2048);
  g_assert_cmpuint (g_strv_length (warnings), ==, 2);
  g_assert_nonnull (strstr (warnings[0], "did you mean \"port\""));
  g_assert_nonnull (strstr (warnings[1], "/limits/more"));
}

static void
test_broken (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *text;
    const char *place;
  } cases[] = {
    { "{", "1:2" },
    { "[]", "object" },
    { "{\"enabled\":1}", "/enabled: expected true or false, found 1" },
    { "{\"host\":\"0.0.0.0\"}", "/host: expected one of \"127.0.0.1\"" },
    { "{\"host\":\"192.168.0.1\"}", "/host: " },
    { "{\"host\":null}", "/host: " },
    { "{\"port\":-1}", "/port: expected an integer from 0 to 65535, found -1" },
    { "{\"port\":65536}", "/port: " },
    { "{\"port\":\"5001\"}", "/port: " },
    { "{\"port\":5001.5}", "/port: " },
    { "{\"require_token\":\"yes\"}", "/require_token: " },
    { "{\"allowed_origins\":\"*\"}", "/allowed_origins: expected an array" },
    { "{\"allowed_origins\":[1]}", "/allowed_origins/0: expected a string" },
    { "{\"allowed_origins\":[\"https://a\",\"*\"]}", "/allowed_origins/1: expected an origin" },
    { "{\"allowed_origins\":[\"null\"]}", "found the string \"null\"" },
    { "{\"limits\":[]}", "/limits: expected an object" },
    { "{\"limits\":{\"max_connections\":0}}", "/limits/max_connections: " },
    { "{\"limits\":{\"max_connections_per_peer\":4097}}", "/limits/max_connections_per_peer: " },
    { "{\"limits\":{\"max_body_bytes\":104857601}}", "/limits/max_body_bytes: " },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (PerchSurfaceSettings) settings = { 0 };
      g_auto (GStrv) warnings = NULL;
      g_autoptr (GError) error = NULL;
      g_autofree char *text = NULL;

      g_file_set_contents (fixture->path, cases[i].text, -1, NULL);
      g_assert_false (load (fixture, &settings, &warnings, &error));
      g_test_message ("%s", error->message);
      g_assert_true (g_str_has_prefix (error->message, fixture->path));
      g_assert_nonnull (strstr (error->message, cases[i].place));
      g_assert_true (g_file_get_contents (fixture->path, &text, NULL, NULL));
      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

static void
test_check (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JsonNode) good = json_from_string ("{\"port\":1}", NULL);
  g_autoptr (JsonNode) bad = json_from_string ("{\"allowed_origins\":[\"x://\"]}", NULL);
  g_autoptr (GError) error = NULL;

  g_test_summary ("What the schema lets pass and nobody can use is found, too.");
  g_assert_true (perch_surface_settings_check (json_node_get_object (good), &error));
  g_assert_no_error (error);
  g_assert_false (perch_surface_settings_check (json_node_get_object (bad), &error));
  g_assert_true (g_str_has_prefix (error->message, "/allowed_origins/0: expected an origin"));
}

static void
test_copy (Fixture *fixture, gconstpointer data)
{
  g_auto (PerchSurfaceSettings) settings = { 0 };
  g_auto (PerchSurfaceSettings) copy = { 0 };

  fixture->kind->init (&settings);
  perch_surface_settings_copy (&copy, &settings);
  assert_defaults (fixture, &copy);
}

static void
test_defaults (Fixture *fixture, gconstpointer data)
{
  g_autoptr (PerchSchema) schema = perch_schema_load (fixture->kind->name);
  g_autoptr (JsonObject) filled = json_object_new ();
  g_auto (PerchSurfaceSettings) usual = { 0 };
  g_auto (PerchSurfaceSettings) settings = { 0 };

  g_test_summary ("The defaults of the schema are those of the program.");
  fixture->kind->init (&usual);
  fixture->kind->init (&settings);
  perch_schema_fill (schema, filled);
  g_assert_true (perch_surface_settings_parse (filled, &settings, NULL));
  assert_defaults (fixture, &settings);
  g_assert_cmpmem (&settings.limits, sizeof settings.limits, &usual.limits, sizeof usual.limits);
}

static void
check_default (JsonObject *seeded, const char *name, JsonObject *property)
{
  JsonNode *value = json_object_get_member (seeded, name);

  g_test_message ("%s", name);
  if (value != NULL && json_object_has_member (property, "default"))
    g_assert_true (json_node_equal (value, json_object_get_member (property, "default")));
}

static void
test_schema (Fixture *fixture, gconstpointer data)
{
  g_autofree char *file = g_strconcat (fixture->kind->name, ".schema.json", NULL);
  g_autofree char *path =
      g_build_filename (g_getenv ("PERCH_TOP_SRCDIR"), "resources", "schemas", file, NULL);
  g_auto (PerchSurfaceSettings) settings = { 0 };
  g_auto (GStrv) warnings = NULL;
  g_autoptr (JsonObject) schema = perch_json_file_load (path, NULL);
  g_autoptr (JsonObject) seeded = NULL;
  g_autoptr (GList) names = NULL;
  JsonObject *properties = NULL;

  g_test_summary ("The schema has each seeded field, with the same default.");

  g_assert_nonnull (schema);
  g_assert_true (load (fixture, &settings, &warnings, NULL));
  seeded = perch_json_file_load (fixture->path, NULL);
  properties = json_object_get_object_member (schema, "properties");
  names = json_object_get_members (seeded);
  for (GList *l = names; l != NULL; l = l->next)
    {
      g_assert_true (json_object_has_member (properties, l->data));
      check_default (seeded, l->data, json_object_get_object_member (properties, l->data));
    }
}

int
main (int argc, char **argv)
{
  static const Kind kinds[] = {
    { "bridge-settings", 5001, NULL, TRUE, "bridge", perch_bridge_settings_init },
    { "web-listener-settings", 5000, "chrome-extension://", TRUE, "web-listener",
      perch_web_listener_settings_init },
    { "hook-settings", 8999, NULL, FALSE, "hook", perch_hook_settings_init },
  };

  g_test_init (&argc, &argv, NULL);
#define ADD(index, kind, name, func)                                                               \
  g_test_add ("/surface-settings/" kind "/" name, Fixture, &kinds[index], setup, func, teardown)
#define ADD_ALL(index, kind)                                                                       \
  ADD (index, kind, "seeded", test_seeded);                                                        \
  ADD (index, kind, "all", test_all);                                                              \
  ADD (index, kind, "broken", test_broken);                                                        \
  ADD (index, kind, "check", test_check);                                                          \
  ADD (index, kind, "copy", test_copy);                                                            \
  ADD (index, kind, "defaults", test_defaults);                                                    \
  ADD (index, kind, "schema", test_schema)
  ADD_ALL (0, "bridge");
  ADD_ALL (1, "web-listener");
  ADD_ALL (2, "hook");
  return g_test_run ();
}
