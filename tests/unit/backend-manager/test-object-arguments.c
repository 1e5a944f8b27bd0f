/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/object-arguments.h"

static char *
format_positional (PerchObjectArguments *arguments)
{
  g_autoptr (JsonNode) node =
      json_node_init_array (json_node_alloc (), perch_object_arguments_get_positional (arguments));

  return json_to_string (node, FALSE);
}

static char *
format_named (PerchObjectArguments *arguments)
{
  g_autoptr (JsonNode) node =
      json_node_init_object (json_node_alloc (), perch_object_arguments_get_named (arguments));

  return json_to_string (node, FALSE);
}

static void
test_none (void)
{
  g_autoptr (PerchObjectArguments) arguments = perch_object_arguments_new ();
  g_autofree char *positional = format_positional (arguments);
  g_autofree char *named = format_named (arguments);

  g_assert_cmpstr (positional, ==, "[]");
  g_assert_cmpstr (named, ==, "{}");
}

static void
test_json (void)
{
  g_autoptr (PerchObjectArguments) arguments = perch_object_arguments_new ();
  g_autoptr (JsonNode) list = json_from_string ("[1, {\"a\": null}]", NULL);
  g_autoptr (JsonNode) number = json_from_string ("7", NULL);
  g_autofree char *positional = NULL;
  g_autofree char *named = NULL;

  g_test_summary ("A value may be given several times, and the last one of a name counts.");

  perch_object_arguments_add (arguments, NULL, list);
  perch_object_arguments_add (arguments, NULL, number);
  perch_object_arguments_add (arguments, "x", list);
  perch_object_arguments_add (arguments, "y", list);
  perch_object_arguments_add (arguments, "y", number);

  positional = format_positional (arguments);
  named = format_named (arguments);
  g_assert_cmpstr (positional, ==, "[[1,{\"a\":null}],7]");
  g_assert_cmpstr (named, ==, "{\"x\":[1,{\"a\":null}],\"y\":7}");
}

static void
test_variants (void)
{
  g_autoptr (PerchObjectArguments) arguments = perch_object_arguments_new ();
  g_autoptr (GVariant) kept = g_variant_ref_sink (g_variant_new_parsed ("(1, 'two', [3.5], true)"));
  g_autofree char *positional = NULL;
  g_autofree char *named = NULL;

  perch_object_arguments_add_variant (arguments, NULL, kept);
  perch_object_arguments_add_variant (arguments, NULL, kept);
  perch_object_arguments_add_variant (arguments, "axis",
                                      g_variant_new_parsed ("{'a': <@mi nothing>}"));

  positional = format_positional (arguments);
  named = format_named (arguments);
  g_assert_cmpstr (positional, ==, "[[1,\"two\",[3.5],true],[1,\"two\",[3.5],true]]");
  g_assert_cmpstr (named, ==, "{\"axis\":{\"a\":null}}");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/object-arguments/none", test_none);
  g_test_add_func ("/object-arguments/json", test_json);
  g_test_add_func ("/object-arguments/variants", test_variants);
  return g_test_run ();
}
