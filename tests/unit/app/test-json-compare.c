/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/config/json-compare.h"

static JsonObject *
parse (const char *text)
{
  g_autoptr (JsonNode) node = json_from_string (text, NULL);

  return json_node_dup_object (node);
}

static void
test_copy (void)
{
  g_autoptr (JsonObject) object = parse ("{\"a\":{\"b\":[1]}}");
  g_autoptr (JsonObject) copy = perch_json_object_copy (object);

  g_assert_true (perch_json_objects_equal (object, copy));
  json_object_set_int_member (json_object_get_object_member (copy, "a"), "b", 2);
  g_assert_false (perch_json_objects_equal (object, copy));
}

static void
test_changes (void)
{
  static const struct
  {
    const char *before;
    const char *after;
    const char *changes;
  } cases[] = {
    { "{\"a\":1}", "{\"a\":1}", "" },
    { "{\"a\":1,\"b\":[1,2]}", "{\"b\":[1,2],\"a\":2}", "a" },
    { "{\"a\":1}", "{\"b\":1}", "b a" },
    { "{\"o\":{\"x\":1,\"y\":2}}", "{\"o\":{\"x\":2,\"z\":2}}", "o.x o.z o.y" },
    { "{\"o\":{\"x\":1}}", "{\"o\":5}", "o" },
    { "{\"l\":[1]}", "{\"l\":[1,2]}", "l" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (JsonObject) before = parse (cases[i].before);
      g_autoptr (JsonObject) after = parse (cases[i].after);
      g_auto (GStrv) changes = perch_json_list_changes (before, after);
      g_autofree char *text = g_strjoinv (" ", changes);

      g_assert_cmpstr (text, ==, cases[i].changes);
    }
}

static void
test_pick (void)
{
  g_autoptr (JsonObject) before =
      parse ("{\"a\":1,\"b\":2,\"o\":{\"x\":1,\"y\":2},\"l\":[1],\"p\":{}}");
  g_autoptr (JsonObject) after =
      parse ("{\"a\":1,\"b\":3,\"o\":{\"x\":1,\"y\":5,\"z\":6},\"l\":[1,2],\"p\":{},\"new\":1}");
  g_autoptr (JsonObject) expected = parse ("{\"b\":3,\"o\":{\"y\":5},\"l\":[1,2]}");
  g_autoptr (JsonObject) picked = perch_json_pick_changes (before, after);

  g_assert_true (perch_json_objects_equal (picked, expected));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/json-compare/copy", test_copy);
  g_test_add_func ("/json-compare/changes", test_changes);
  g_test_add_func ("/json-compare/pick", test_pick);
  return g_test_run ();
}
