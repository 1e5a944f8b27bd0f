/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/config/schema.h"

#include <string.h>

static JsonObject *
parse (const char *text)
{
  g_autoptr (JsonNode) node = json_from_string (text, NULL);

  g_assert_nonnull (node);
  return json_node_dup_object (node);
}

/* What is wrong with @settings, a line each; an error's line starts with "!". */
static char *
check (PerchSchema *schema, JsonObject *settings)
{
  g_autoptr (GPtrArray) problems = perch_settings_problems_new ();
  GString *text = g_string_new (NULL);

  perch_schema_check (schema, settings, problems);
  for (guint i = 0; i < problems->len; i++)
    {
      const PerchSettingsProblem *problem = g_ptr_array_index (problems, i);
      g_autofree char *line = perch_settings_problem_format (problem);

      g_string_append_printf (text, "%s%s\n", problem->severity == PERCH_SEVERITY_ERROR ? "!" : "",
                              line);
    }
  return g_string_free (text, FALSE);
}

static void
test_keywords (void)
{
  static const struct
  {
    const char *schema;
    const char *settings;
    const char *problems;
  } cases[] = {
    { "{\"properties\":{\"a\":{\"type\":\"boolean\"}}}", "{\"a\":1}",
      "!/a: expected true or false, found 1\n" },
    { "{\"properties\":{\"a\":{\"type\":\"integer\",\"minimum\":1,\"maximum\":5}}}", "{\"a\":6}",
      "!/a: expected an integer from 1 to 5, found 6\n" },
    { "{\"properties\":{\"a\":{\"type\":\"integer\",\"minimum\":1}}}", "{\"a\":0.5}",
      "!/a: expected an integer of at least 1, found 0.5\n" },
    { "{\"properties\":{\"a\":{\"type\":\"number\",\"maximum\":1}}}", "{\"a\":1}", "" },
    { "{\"properties\":{\"a\":{\"type\":\"number\",\"maximum\":1}}}", "{\"a\":1.5}",
      "!/a: expected a number of at most 1, found 1.5\n" },
    { "{\"properties\":{\"a\":{\"type\":[\"string\",\"null\"]}}}", "{\"a\":null}", "" },
    { "{\"properties\":{\"a\":{\"type\":[\"string\",\"null\"]}}}", "{\"a\":[]}",
      "!/a: expected a string or null, found an array\n" },
    { "{\"properties\":{\"a\":{\"enum\":[\"x\",2]}}}", "{\"a\":\"y\"}",
      "!/a: expected one of \"x\", 2, found the string \"y\"\n" },
    { "{\"properties\":{\"a\":{\"const\":\"x\"}}}", "{\"a\":true}",
      "!/a: expected \"x\", found true\n" },
    { "{\"properties\":{\"a\":{\"type\":\"string\",\"minLength\":1}}}", "{\"a\":\"\"}",
      "!/a: expected a string that is not empty, found the string \"\"\n" },
    { "{\"properties\":{\"a\":{\"type\":\"string\",\"minLength\":1,\"maxLength\":2}}}",
      "{\"a\":\"äöü\"}",
      "!/a: expected a string of 1 to 2 characters, found the string \"äöü\"\n" },
    { "{\"properties\":{\"a\":{\"type\":\"string\",\"pattern\":\"^[^\\\\u0061]$\"}}}",
      "{\"a\":\"a\"}",
      "!/a: expected a string that matches ^[^\\u0061]$, found the string \"a\"\n" },
    { "{\"properties\":{\"a\":{\"type\":\"string\",\"pattern\":\"^[^\\\\u0061]$\"}}}",
      "{\"a\":\"b\"}", "" },
    { "{\"properties\":{\"a\":{\"type\":\"string\",\"pattern\":\"x\",\"x-expected\":\"an x\"}}}",
      "{\"a\":\"b\"}", "!/a: expected an x, found the string \"b\"\n" },
    { "{\"properties\":{\"a\":{\"type\":\"array\",\"items\":{\"type\":\"string\"}}}}",
      "{\"a\":[\"x\",1,2]}",
      "!/a/1: expected a string, found 1\n!/a/2: expected a string, found 2\n" },
    { "{\"properties\":{\"a\":{\"type\":\"array\",\"items\":{\"type\":\"string\"}}}}", "{\"a\":1}",
      "!/a: expected an array of strings, found 1\n" },
    { "{\"properties\":{\"a\":{\"type\":\"array\",\"maxItems\":1}}}", "{\"a\":[1,2]}",
      "!/a: expected an array, found an array\n" },
    { "{\"properties\":{\"a\":{\"type\":\"string\"}},\"required\":[\"a\"]}", "{}",
      "!/a: expected a string, found nothing\n" },
    { "{\"required\":[\"a\"]}", "{}", "!/a: expected a value, found nothing\n" },
    { "{\"properties\":{\"port\":{}}}", "{\"prot\":1,\"other~/\":2}",
      "/prot: there is no such setting; did you mean \"port\"?\n/other~0~1: there is no such "
      "setting\n" },
    { "{\"properties\":{},\"additionalProperties\":false}", "{\"a\":1}",
      "!/a: there is no such member here\n" },
    { "{\"additionalProperties\":{\"type\":\"string\"}}", "{\"a\":1,\"b\":\"\"}",
      "!/a: expected a string, found 1\n" },
    { "{\"propertyNames\":{\"type\":\"string\",\"pattern\":\"^x\"}}", "{\"y\":1}",
      "!/y: expected a string that matches ^x, found the string \"y\"\n" },
    { "{\"$defs\":{\"n\":{\"type\":\"integer\"}},\"properties\":{\"a\":{\"$ref\":\"#/$defs/n\"}}}",
      "{\"a\":\"x\"}", "!/a: expected an integer, found the string \"x\"\n" },
    { "{\"if\":{\"required\":[\"a\"]},\"then\":{\"required\":[\"b\"]},"
      "\"else\":{\"required\":[\"c\"]}}",
      "{\"a\":1}", "!/b: expected a value, found nothing\n" },
    { "{\"if\":{\"required\":[\"a\"]},\"then\":{\"required\":[\"b\"]},"
      "\"else\":{\"required\":[\"c\"]}}",
      "{}", "!/c: expected a value, found nothing\n" },
    { "{\"x-expected\":\"a or b\",\"anyOf\":[{\"required\":[\"a\"]},{\"required\":[\"b\"]}]}",
      "{\"c\":1}", "!expected a or b, found an object\n" },
    { "{\"x-expected\":\"a or b\",\"oneOf\":[{\"required\":[\"a\"]},{\"required\":[\"b\"]}]}",
      "{\"a\":1,\"b\":1}", "!expected a or b, found an object\n" },
    { "{\"allOf\":[{\"required\":[\"a\"]},{\"properties\":{\"a\":{\"type\":\"null\"}}}]}",
      "{\"a\":1,\"b\":2}", "!/a: expected null, found 1\n" },
    { "{\"x-expected\":\"no a\",\"not\":{\"required\":[\"a\"]}}", "{\"a\":1}",
      "!expected no a, found an object\n" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (JsonObject) root = parse (cases[i].schema);
      g_autoptr (JsonObject) settings = parse (cases[i].settings);
      g_autoptr (PerchSchema) schema = perch_schema_new (root);
      g_autofree char *problems = check (schema, settings);

      g_test_message ("%s in %s", cases[i].settings, cases[i].schema);
      g_assert_cmpstr (problems, ==, cases[i].problems);
    }
}

static void
test_fill (void)
{
  g_autoptr (PerchSchema) schema = perch_schema_load ("bridge-settings");
  g_autoptr (JsonObject) settings = parse ("{\"port\":1,\"limits\":{\"max_connections\":2}}");
  g_autofree char *problems = NULL;
  JsonObject *limits = NULL;

  perch_schema_fill (schema, settings);
  g_assert_cmpint (json_object_get_int_member (settings, "port"), ==, 1);
  g_assert_cmpstr (json_object_get_string_member (settings, "host"), ==, "127.0.0.1");
  limits = json_object_get_object_member (settings, "limits");
  g_assert_cmpint (json_object_get_int_member (limits, "max_connections"), ==, 2);
  g_assert_cmpint (json_object_get_int_member (limits, "idle_timeout_s"), ==, 10);
  problems = check (schema, settings);
  g_assert_cmpstr (problems, ==, "");
}

static void
test_fill_leaves_the_schema (void)
{
  g_autoptr (PerchSchema) schema = perch_schema_load ("bridge-settings");
  g_autoptr (JsonObject) first = json_object_new ();
  g_autoptr (JsonObject) second = json_object_new ();

  g_test_summary ("Who changes what was filled in does not change the defaults.");
  perch_schema_fill (schema, first);
  json_object_set_int_member (json_object_get_object_member (first, "limits"), "idle_timeout_s", 1);
  perch_schema_fill (schema, second);
  g_assert_cmpint (json_object_get_int_member (json_object_get_object_member (second, "limits"),
                                               "idle_timeout_s"),
                   ==, 10);
}

static gboolean
is_known (const char *keyword)
{
  /* clang-format off */
  static const char *const known[] = {
    "$comment", "$defs", "$ref", "$schema", "additionalProperties", "allOf", "anyOf", "const",
    "default", "description", "else", "enum", "examples", "if", "items", "maxItems", "maxLength",
    "maxProperties", "maximum", "minItems", "minLength", "minProperties", "minimum", "not",
    "oneOf", "pattern", "properties", "propertyNames", "required", "then", "title", "type",
    "x-expected", NULL,
  };
  /* clang-format on */

  return g_strv_contains (known, keyword);
}

static void audit_schema (JsonObject *schema);

static void
audit_members (JsonObject *schemas)
{
  JsonObjectIter iter;
  JsonNode *node = NULL;

  json_object_iter_init (&iter, schemas);
  while (json_object_iter_next (&iter, NULL, &node))
    audit_schema (json_node_get_object (node));
}

static void
audit_keyword (const char *keyword, JsonNode *node)
{
  static const char *const plain[] = { "const", "default", "enum", "examples", NULL };

  g_test_message ("%s", keyword);
  g_assert_true (is_known (keyword));
  if (g_strv_contains (plain, keyword))
    return;
  if (g_str_equal (keyword, "properties") || g_str_equal (keyword, "$defs"))
    audit_members (json_node_get_object (node));
  else if (JSON_NODE_HOLDS_OBJECT (node))
    audit_schema (json_node_get_object (node));
  else if (JSON_NODE_HOLDS_ARRAY (node) && g_str_has_suffix (keyword, "Of"))
    for (guint i = 0; i < json_array_get_length (json_node_get_array (node)); i++)
      audit_schema (json_array_get_object_element (json_node_get_array (node), i));
}

static void
audit_schema (JsonObject *schema)
{
  JsonObjectIter iter;
  const char *keyword = NULL;
  JsonNode *node = NULL;

  json_object_iter_init (&iter, schema);
  while (json_object_iter_next (&iter, &keyword, &node))
    audit_keyword (keyword, node);
}

static void
test_carried (void)
{
  g_auto (GStrv) names = g_resources_enumerate_children ("/org/perch/Perch/schemas",
                                                         G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);

  g_test_summary ("The schemas that Perch carries use no keyword that it does not know.");
  g_assert_cmpuint (g_strv_length (names), >=, 4);
  for (guint i = 0; names[i] != NULL; i++)
    {
      g_auto (GStrv) parts = g_strsplit (names[i], ".", 2);
      g_autoptr (PerchSchema) schema = perch_schema_load (parts[0]);

      g_test_message ("%s", names[i]);
      audit_schema (perch_schema_get_root (schema));
    }
}

static void
test_profile (void)
{
  g_autoptr (PerchSchema) schema = perch_schema_load ("backend-profile");
  g_autoptr (JsonObject) good =
      parse ("{\"executable\":\"x\",\"ready\":{\"on\":\"http\"},\"port\":1,\"env\":{\"A\":\"b\"}}");
  g_autoptr (JsonObject) bad =
      parse ("{\"name\":\"a b\",\"label\":\"\\n\",\"ready\":{\"on\":\"log\"}}");
  g_autoptr (JsonObject) nowhere = parse ("{\"executable\":\"x\",\"ready\":{\"on\":\"http\"}}");
  g_autoptr (JsonObject) deaf =
      parse ("{\"executable\":\"x\",\"kind\":\"pipe\",\"port\":1,\"ready\":{\"on\":\"http\"}}");
  g_autofree char *of_good = check (schema, good);
  g_autofree char *of_deaf = check (schema, deaf);
  g_autofree char *of_bad = check (schema, bad);
  g_autofree char *of_nowhere = check (schema, nowhere);

  g_assert_cmpstr (of_good, ==, "");
  g_test_message ("%s", of_bad);
  g_assert_nonnull (strstr (of_bad, "!/executable: expected a string"));
  g_assert_nonnull (strstr (of_bad, "!/name: expected "));
  g_assert_nonnull (strstr (of_bad, "!/label: expected "));
  g_assert_nonnull (strstr (of_bad, "!/ready/pattern: expected "));
  g_assert_nonnull (strstr (of_nowhere, "!/port: expected "));
  g_assert_nonnull (strstr (of_deaf, "!/ready/on: expected "));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/schema/keywords", test_keywords);
  g_test_add_func ("/schema/fill", test_fill);
  g_test_add_func ("/schema/fill-leaves-the-schema", test_fill_leaves_the_schema);
  g_test_add_func ("/schema/carried", test_carried);
  g_test_add_func ("/schema/profile", test_profile);
  return g_test_run ();
}
