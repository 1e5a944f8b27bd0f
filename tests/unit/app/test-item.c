/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/hooks/item.h"

#include "app/hooks/hooks-error.h"
#include "backend-manager/json-parse.h"

static void
perform_cb (const PerchItem *item, PerchItemAction action, GVariant *value)
{
}

static PerchItem *
make (guint actions, GVariant *value)
{
  g_autoptr (GObject) target = g_object_new (G_TYPE_OBJECT, NULL);
  PerchItem *item = perch_item_new ("thing", "The thing");

  perch_item_set_value (item, value);
  perch_item_accept (item, actions, perform_cb, target);
  return item;
}

static GVariant *
read_json (PerchItem *item, PerchItemAction action, const char *json, GError **error)
{
  g_autoptr (JsonNode) node = json != NULL ? perch_json_parse (json, strlen (json), NULL) : NULL;

  return perch_item_read_value (item, action, node, error);
}

static void
refuse (PerchItem *item, PerchItemAction action, const char *json, const char *message)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (read_json (item, action, json, &error));
  g_assert_error (error, PERCH_HOOKS_ERROR, PERCH_HOOKS_ERROR_VALUE);
  g_assert_cmpstr (error->message, ==, message);
}

static void
test_flag (void)
{
  g_autoptr (PerchItem) item =
      make (PERCH_ITEM_CLICK | PERCH_ITEM_SET_VALUE, g_variant_new_boolean (FALSE));
  g_autoptr (GVariant) value = read_json (item, PERCH_ITEM_SET_VALUE, "true", NULL);

  g_assert_true (g_variant_get_boolean (value));
  refuse (item, PERCH_ITEM_SET_VALUE, "1", "/value: \"thing\" takes true or false, found 1");
  refuse (item, PERCH_ITEM_SET_VALUE, "[true]",
          "/value: \"thing\" takes true or false, found an array");
  refuse (item, PERCH_ITEM_SET_VALUE, NULL, "/value: \"thing\" takes true or false, found nothing");
}

static void
test_text (void)
{
  g_autoptr (PerchItem) item = make (PERCH_ITEM_SET_VALUE, g_variant_new_string ("a"));
  g_autoptr (GVariant) value = read_json (item, PERCH_ITEM_SET_VALUE, "\"b\"", NULL);

  g_assert_cmpstr (g_variant_get_string (value, NULL), ==, "b");
  refuse (item, PERCH_ITEM_SET_VALUE, "null", "/value: \"thing\" takes a string, found null");
}

static void
test_choice (void)
{
  const char *const choices[] = { "words", "mail", NULL };
  g_autoptr (PerchItem) item = make (PERCH_ITEM_SELECT_TAB, g_variant_new_string ("words"));
  g_autoptr (GVariant) value = NULL;

  perch_item_take_choices (item, g_strdupv ((GStrv) choices));
  value = read_json (item, PERCH_ITEM_SELECT_TAB, "\"mail\"", NULL);
  g_assert_cmpstr (g_variant_get_string (value, NULL), ==, "mail");
  refuse (item, PERCH_ITEM_SELECT_TAB, "\"post\"",
          "/value: \"thing\" takes one of \"words\", \"mail\", found the string \"post\"");
  refuse (item, PERCH_ITEM_SELECT_TAB, "0", "/value: \"thing\" takes a string, found 0");
}

static char *
dup_json (PerchItem *item)
{
  g_autoptr (JsonBuilder) builder = json_builder_new_immutable ();
  g_autoptr (JsonNode) node = NULL;

  perch_item_add_json (item, builder);
  node = json_builder_get_root (builder);
  return json_to_string (node, FALSE);
}

static void
test_json (void)
{
  const char *const choices[] = { "x", "y", NULL };
  g_autoptr (PerchItem) plain = perch_item_new ("line", "A line");
  g_autoptr (PerchItem) item =
      make (PERCH_ITEM_CLICK | PERCH_ITEM_SELECT_LIST_ITEM, g_variant_new_string ("x"));
  g_autofree char *plain_text = dup_json (plain);
  g_autofree char *text = NULL;

  item->enabled = FALSE;
  perch_item_take_choices (item, g_strdupv ((GStrv) choices));
  text = dup_json (item);
  g_assert_cmpstr (plain_text, ==,
                   "{\"id\":\"line\",\"label\":\"A line\",\"enabled\":true,\"value\":null,"
                   "\"accepts\":[]}");
  g_assert_cmpstr (text, ==,
                   "{\"id\":\"thing\",\"label\":\"The thing\",\"enabled\":false,\"value\":\"x\","
                   "\"accepts\":[\"click\",\"select_list_item\"],\"choices\":[\"x\",\"y\"]}");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/item/flag", test_flag);
  g_test_add_func ("/item/text", test_text);
  g_test_add_func ("/item/choice", test_choice);
  g_test_add_func ("/item/json", test_json);
  return g_test_run ();
}
