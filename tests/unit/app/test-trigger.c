/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/triggers/trigger.h"

static PerchTrigger *
read_trigger (const char *json, GPtrArray *warnings, GError **error)
{
  g_autofree char *text = g_strdup_printf ("{\"3\":%s}", json);
  g_autoptr (JsonNode) node = json_from_string (text, NULL);
  const PerchJsonFields list = { json_node_get_object (node), "/triggers", warnings };

  return perch_trigger_read (&list, "3", error);
}

static void
test_read (void)
{
  g_autoptr (GPtrArray) warnings = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;
  g_autoptr (PerchTrigger) trigger = read_trigger (
      "{\"name\":\"a\",\"on\":{\"event\":\"x\"},\"do\":[{\"start\":\"b\"},{\"stop\":\"b\"}],"
      "\"when\":1}",
      warnings, &error);
  g_autoptr (PerchTrigger) plain =
      read_trigger ("{\"name\":\"b\",\"do\":[{\"start\":\"b\"}]}", warnings, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (trigger->name, ==, "a");
  g_assert_cmpstr (perch_event_filter_get_event (trigger->filter), ==, "x");
  g_assert_cmpuint (trigger->actions->len, ==, 2);
  g_assert_cmpstr (perch_trigger_action_get_word (g_ptr_array_index (trigger->actions, 1)), ==,
                   "stop");
  g_assert_null (plain->filter);
  g_assert_cmpuint (warnings->len, ==, 1);
  g_assert_cmpstr (g_ptr_array_index (warnings, 0), ==, "/triggers/3/when: unknown, and ignored");
}

static void
test_refused (void)
{
  static const struct
  {
    const char *json;
    const char *message;
  } cases[] = {
    { "[]", "/triggers/3: expected an object" },
    { "{\"do\":[{\"start\":\"b\"}]}", "/triggers/3/name: expected 1 to 64" },
    { "{\"name\":\"a b\",\"do\":[{\"start\":\"b\"}]}", "/triggers/3/name: expected 1 to 64" },
    { "{\"name\":\"a\"}", "/triggers/3/do: expected an array of 1 to 64" },
    { "{\"name\":\"a\",\"do\":[]}", "/triggers/3/do: expected an array of 1 to 64" },
    { "{\"name\":\"a\",\"do\":{}}", "/triggers/3/do: expected an array" },
    { "{\"name\":\"a\",\"do\":[{\"start\":\"b\"},7]}", "/triggers/3/do/1: expected an object" },
    { "{\"name\":\"a\",\"on\":[],\"do\":[{\"start\":\"b\"}]}",
      "/triggers/3/on: expected an object" },
    { "{\"name\":\"a\",\"on\":{},\"do\":[{\"start\":\"b\"}]}", "/triggers/3/on/event: expected" },
  };
  g_autoptr (GPtrArray) warnings = g_ptr_array_new_with_free_func (g_free);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (read_trigger (cases[i].json, warnings, &error));
      g_test_message ("%s", error->message);
      g_assert_true (g_str_has_prefix (error->message, cases[i].message));
    }
}

static void
test_too_many_actions (void)
{
  g_autoptr (GPtrArray) warnings = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GString) json = g_string_new ("{\"name\":\"a\",\"do\":[{\"start\":\"b\"}");
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 64; i++)
    g_string_append (json, ",{\"start\":\"b\"}");
  g_string_append (json, "]}");
  g_assert_null (read_trigger (json->str, warnings, &error));
  g_assert_true (g_str_has_prefix (error->message, "/triggers/3/do: expected an array of 1 to 64"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/trigger/read", test_read);
  g_test_add_func ("/trigger/refused", test_refused);
  g_test_add_func ("/trigger/too-many-actions", test_too_many_actions);
  return g_test_run ();
}
