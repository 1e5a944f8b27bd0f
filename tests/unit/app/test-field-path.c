/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/triggers/field-path.h"

static void
test_lookup (void)
{
  g_autoptr (JsonNode) root =
      json_from_string ("{\"a\":{\"b\":{\"c\":7}},\"n\":null,\"list\":[{\"a\":1}],\"\":5}", NULL);
  JsonObject *object = json_node_get_object (root);

  g_assert_cmpint (json_node_get_int (perch_field_path_lookup (object, "a.b.c")), ==, 7);
  g_assert_true (JSON_NODE_HOLDS_OBJECT (perch_field_path_lookup (object, "a")));
  g_assert_true (JSON_NODE_HOLDS_NULL (perch_field_path_lookup (object, "n")));
}

static void
test_nothing_there (void)
{
  static const char *const paths[] = { "x",    "a.x", "a.b.c.d", "n.a", "list.a",
                                       "a..b", "a.",  ".a",      ".",   "" };
  g_autoptr (JsonNode) root =
      json_from_string ("{\"a\":{\"b\":{\"c\":7}},\"n\":null,\"list\":[{\"a\":1}]}", NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (paths); i++)
    g_assert_null (perch_field_path_lookup (json_node_get_object (root), paths[i]));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/field-path/lookup", test_lookup);
  g_test_add_func ("/field-path/nothing-there", test_nothing_there);
  return g_test_run ();
}
