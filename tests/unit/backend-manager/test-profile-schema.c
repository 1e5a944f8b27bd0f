/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

/* The schema tells editors and people what perch_profile_load() takes: they must agree. */

#include "backend-manager/profile.h"

#include <json-glib/json-glib.h>

#include "backend-manager/error.h"
#include "tests/unit/backend-manager/scratch.h"

typedef struct
{
  PerchScratch scratch;
  JsonNode *root;
  JsonObject *properties;
} Fixture;

static void
setup (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (g_getenv ("PERCH_TOP_SRCDIR"), "resources", "schemas",
                                            "backend-profile.schema.json", NULL);

  perch_scratch_init (&fixture->scratch);
  json_parser_load_from_file (parser, path, &error);
  g_assert_no_error (error);
  fixture->root = json_parser_steal_root (parser);
  fixture->properties =
      json_object_get_object_member (json_node_get_object (fixture->root), "properties");
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  json_node_unref (fixture->root);
  perch_scratch_clear (&fixture->scratch);
}

/* Returns: (transfer full) (nullable): the profile that @object is, when it can be loaded */
static PerchProfile *
load (Fixture *fixture, JsonObject *object, GError **error)
{
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), object);
  g_autofree char *text = json_to_string (node, FALSE);
  g_autofree char *file = perch_scratch_write (&fixture->scratch, "main.json", text, 0600);
  g_auto (GStrv) warnings = NULL;
  PerchProfile *profile = perch_profile_load (file, &warnings, error);

  for (guint i = 0; profile != NULL && warnings[i] != NULL; i++)
    g_assert_null (g_strstr_len (warnings[i], -1, "unknown"));
  return profile;
}

/* Loads the least profile that can have @name in @section (%NULL: outermost), with @value there.
 *
 * Returns: whether it could be loaded */
static gboolean
takes (Fixture *fixture, const char *section, const char *name, JsonNode *take_value)
{
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (PerchProfile) profile = NULL;
  g_autoptr (GError) error = NULL;
  JsonObject *inner = section == NULL ? object : json_object_new ();

  json_object_set_string_member (object, "executable", "/x");
  json_object_set_int_member (object, "port", 8000);
  if (section != NULL)
    json_object_set_object_member (object, section, inner);
  if (g_strcmp0 (section, "ready") == 0)
    json_object_set_string_member (inner, "pattern", "x");
  json_object_set_member (inner, name, take_value);
  profile = load (fixture, object, &error);
  if (profile == NULL)
    g_assert_error (error, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_PROFILE);
  return profile != NULL;
}

static JsonNode *
make_int (gint64 value)
{
  return json_node_init_int (json_node_alloc (), value);
}

static void
check_property (Fixture *fixture, const char *section, const char *name, JsonObject *property)
{
  JsonArray *words = NULL;
  gint64 min = 0;
  gint64 max = 0;

  g_test_message ("%s/%s", section != NULL ? section : "", name);
  if (json_object_has_member (property, "default"))
    g_assert_true (takes (fixture, section, name,
                          json_node_copy (json_object_get_member (property, "default"))));
  g_assert_false (takes (fixture, section, name, json_node_new (JSON_NODE_NULL)));

  if (json_object_has_member (property, "maximum"))
    {
      min = json_object_get_int_member (property, "minimum");
      max = json_object_get_int_member (property, "maximum");
      g_assert_true (takes (fixture, section, name, make_int (min)));
      g_assert_true (takes (fixture, section, name, make_int (max)));
      g_assert_false (takes (fixture, section, name, make_int (min - 1)));
      g_assert_false (takes (fixture, section, name, make_int (max + 1)));
    }
  if (json_object_has_member (property, "enum"))
    {
      words = json_object_get_array_member (property, "enum");
      for (guint i = 0; i < json_array_get_length (words); i++)
        g_assert_true (
            takes (fixture, section, name, json_node_copy (json_array_get_element (words, i))));
    }
  if (json_object_has_member (property, "examples"))
    {
      words = json_object_get_array_member (property, "examples");
      g_assert_true (
          takes (fixture, section, name, json_node_copy (json_array_get_element (words, 0))));
    }
}

static guint
check_properties (Fixture *fixture, const char *section, JsonObject *properties)
{
  JsonObjectIter iter;
  const char *name = NULL;
  JsonNode *node = NULL;
  guint n = 0;

  json_object_iter_init_ordered (&iter, properties);
  while (json_object_iter_next_ordered (&iter, &name, &node))
    {
      JsonObject *property = json_node_get_object (node);

      check_property (fixture, section, name, property);
      n++;
      if (json_object_has_member (property, "properties"))
        n += check_properties (fixture, name,
                               json_object_get_object_member (property, "properties"));
    }
  return n;
}

static void
test_ranges (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpuint (check_properties (fixture, NULL, fixture->properties), ==, 29);
}

static gint64
get_default (JsonObject *properties, const char *name)
{
  return json_object_get_int_member (json_object_get_object_member (properties, name), "default");
}

static void
test_defaults (Fixture *fixture, gconstpointer data)
{
  g_autoptr (PerchProfile) profile = perch_profile_new ("main", NULL, NULL);
  JsonObject *ready = json_object_get_object_member (
      json_object_get_object_member (fixture->properties, "ready"), "properties");
  JsonObject *health = json_object_get_object_member (
      json_object_get_object_member (fixture->properties, "health"), "properties");

  g_assert_cmpint (get_default (fixture->properties, "port"), ==, profile->port);
  g_assert_cmpint (get_default (fixture->properties, "stop_timeout_ms"), ==,
                   profile->stop_timeout_ms);
  g_assert_cmpint (get_default (ready, "timeout_ms"), ==, profile->ready_timeout_ms);
  g_assert_cmpint (get_default (health, "interval_ms"), ==, profile->health_interval_ms);
  g_assert_cmpint (get_default (health, "failures"), ==, profile->health_failures);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
#define ADD(name, func) g_test_add ("/profile-schema/" name, Fixture, NULL, setup, func, teardown)
  ADD ("ranges", test_ranges);
  ADD ("defaults", test_defaults);
  return g_test_run ();
}
