/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/triggers/event-filter.h"

#include <string.h>

static PerchEventFilter *
read_filter (const char *json, GPtrArray *warnings, GError **error)
{
  g_autoptr (JsonNode) node = json_from_string (json, NULL);
  const PerchJsonFields fields = { json_node_get_object (node), "/on", warnings };

  return perch_event_filter_read (&fields, error);
}

static PerchEventFilter *
read_where (const char *where)
{
  g_autofree char *json = g_strdup_printf ("{\"event\":\"tick\",\"where\":%s}", where);
  g_autoptr (GPtrArray) warnings = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;
  PerchEventFilter *filter = read_filter (json, warnings, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (warnings->len, ==, 0);
  return filter;
}

static gboolean
matches (const PerchEventFilter *filter, const char *event)
{
  g_autoptr (JsonNode) node = json_from_string (event, NULL);

  return perch_event_filter_matches (filter, json_node_get_object (node));
}

static void
test_where (void)
{
  static const struct
  {
    const char *where;
    const char *payload;
    gboolean matches;
  } cases[] = {
    { "{}", "{}", TRUE },
    { "{\"a\":1}", "{\"a\":1}", TRUE },
    { "{\"a\":1}", "{\"a\":1.0}", TRUE },
    { "{\"a\":1}", "{\"a\":\"1\"}", FALSE },
    { "{\"a\":1}", "{\"a\":true}", FALSE },
    { "{\"a\":1}", "{}", FALSE },
    { "{\"a\":null}", "{\"a\":null}", TRUE },
    { "{\"a\":null}", "{}", FALSE },
    { "{\"a\":\"x\"}", "{\"a\":[\"x\"]}", FALSE },
    { "{\"a.b\":\"x\"}", "{\"a\":{\"b\":\"x\"}}", TRUE },
    { "{\"a\":1,\"b\":2}", "{\"a\":1,\"b\":2}", TRUE },
    { "{\"a\":1,\"b\":2}", "{\"a\":1,\"b\":3}", FALSE },
    { "{\"a\":{\"not\":1}}", "{\"a\":2}", TRUE },
    { "{\"a\":{\"not\":1}}", "{\"a\":1}", FALSE },
    { "{\"a\":{\"not\":1}}", "{}", TRUE },
    { "{\"a\":{\"not\":1}}", "{\"a\":{}}", TRUE },
    { "{\"a\":{\"in\":[1,\"x\",null]}}", "{\"a\":\"x\"}", TRUE },
    { "{\"a\":{\"in\":[1,\"x\",null]}}", "{\"a\":null}", TRUE },
    { "{\"a\":{\"in\":[1,\"x\",null]}}", "{\"a\":2}", FALSE },
    { "{\"a\":{\"in\":[1,\"x\",null]}}", "{}", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (PerchEventFilter) filter = read_where (cases[i].where);
      g_autofree char *event = g_strdup_printf (
          "{\"event\":\"tick\",\"source\":\"main\",\"payload\":%s}", cases[i].payload);

      g_test_message ("%s on %s", cases[i].where, cases[i].payload);
      g_assert_cmpint (matches (filter, event), ==, cases[i].matches);
    }
}

static void
test_source_and_name (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) warnings = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (PerchEventFilter) filter =
      read_filter ("{\"event\":\"a\\\"b\",\"source\":\"main\"}", warnings, &error);
  const char *plain = "a\\\"b";
  const char *escaped = "\\u0061\\\"b";

  g_assert_no_error (error);
  g_assert_cmpstr (perch_event_filter_get_event (filter), ==, "a\"b");
  g_assert_true (perch_event_filter_wants (filter, (PerchSlice){ plain, strlen (plain) }));
  g_assert_true (perch_event_filter_wants (filter, (PerchSlice){ escaped, strlen (escaped) }));
  g_assert_false (perch_event_filter_wants (filter, (PerchSlice){ plain, 1 }));
  g_assert_true (matches (filter, "{\"event\":\"a\\\"b\",\"source\":\"main\",\"payload\":{}}"));
  g_assert_false (matches (filter, "{\"event\":\"a\\\"b\",\"source\":\"perch\",\"payload\":{}}"));
  g_assert_false (matches (filter, "{\"event\":\"ab\",\"source\":\"main\",\"payload\":{}}"));
}

static void
test_refused (void)
{
  static const struct
  {
    const char *json;
    const char *message;
  } cases[] = {
    { "{}", "/on/event: expected the name" },
    { "{\"event\":\"\"}", "/on/event: expected the name" },
    { "{\"event\":5}", "/on/event: expected a string, found 5" },
    { "{\"event\":\"x\",\"source\":[]}", "/on/source: expected a string" },
    { "{\"event\":\"x\",\"where\":[]}", "/on/where: expected an object" },
    { "{\"event\":\"x\",\"where\":{\"a\":[1]}}", "/on/where/a: expected a string, number" },
    { "{\"event\":\"x\",\"where\":{\"a\":{}}}", "/on/where/a: " },
    { "{\"event\":\"x\",\"where\":{\"a\":{\"in\":[]}}}", "/on/where/a: " },
    { "{\"event\":\"x\",\"where\":{\"a\":{\"in\":[[]]}}}", "/on/where/a: " },
    { "{\"event\":\"x\",\"where\":{\"a\":{\"not\":{}}}}", "/on/where/a: " },
    { "{\"event\":\"x\",\"where\":{\"a\":{\"not\":1,\"in\":[1]}}}", "/on/where/a: " },
  };
  g_autoptr (GPtrArray) warnings = g_ptr_array_new_with_free_func (g_free);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (read_filter (cases[i].json, warnings, &error));
      g_test_message ("%s", error->message);
      g_assert_true (g_str_has_prefix (error->message, cases[i].message));
    }
}

static void
test_unknown_field (void)
{
  g_autoptr (GPtrArray) warnings = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (PerchEventFilter) filter =
      read_filter ("{\"event\":\"x\",\"were\":{}}", warnings, NULL);

  g_assert_nonnull (filter);
  g_assert_cmpstr (g_ptr_array_index (warnings, 0), ==,
                   "/on/were: unknown, and ignored; did you mean \"where\"?");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/event-filter/where", test_where);
  g_test_add_func ("/event-filter/source-and-name", test_source_and_name);
  g_test_add_func ("/event-filter/refused", test_refused);
  g_test_add_func ("/event-filter/unknown-field", test_unknown_field);
  return g_test_run ();
}
