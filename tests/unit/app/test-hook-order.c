/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/hooks/hook-order.h"

#include "app/hooks/hooks-error.h"
#include "backend-manager/json-parse.h"

static PerchHookOrder *
read_json (const char *json, GError **error)
{
  g_autoptr (JsonNode) node = perch_json_parse (json, strlen (json), NULL);

  return perch_hook_order_read (json_node_get_object (node), error);
}

static void
check (const char *json, PerchHookOrderKind kind, const char *word, const char *value)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PerchHookOrder) order = read_json (json, &error);
  g_autofree char *found = NULL;

  g_assert_no_error (error);
  found = order->value != NULL ? json_to_string (order->value, FALSE) : NULL;
  g_assert_cmpint (order->kind, ==, kind);
  g_assert_cmpstr (order->name, ==, "a");
  g_assert_cmpstr (perch_hook_order_get_word (order), ==, word);
  g_assert_cmpstr (found, ==, value);
}

static void
test_read (void)
{
  check ("{\"action\":\"click\",\"item\":\"a\",\"value\":1}", PERCH_HOOK_ORDER_ITEM, "click", NULL);
  check ("{\"action\":\"set_value\",\"item\":\"a\",\"value\":true}", PERCH_HOOK_ORDER_ITEM,
         "set_value", "true");
  check ("{\"action\":\"select_tab\",\"item\":\"a\",\"value\":\"b\"}", PERCH_HOOK_ORDER_ITEM,
         "select_tab", "\"b\"");
  check ("{\"action\":\"select_list_item\",\"item\":\"a\"}", PERCH_HOOK_ORDER_ITEM,
         "select_list_item", NULL);
  check ("{\"action\":\"custom_callback\",\"callback\":\"a\",\"args\":[1]}",
         PERCH_HOOK_ORDER_CALLBACK, "custom_callback", "[1]");
  check ("{\"action\":\"push_event\",\"event\":\"a\",\"payload\":{\"n\":1}}",
         PERCH_HOOK_ORDER_EVENT, "push_event", "{\"n\":1}");
  check ("{\"action\":\"push_event\",\"event\":\"a\"}", PERCH_HOOK_ORDER_EVENT, "push_event", "{}");
}

static void
refuse (const char *json, const char *message)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PerchHookOrder) order = read_json (json, &error);

  g_assert_null (order);
  g_assert_nonnull (error);
  g_assert_cmpstr (error->message, ==, message);
}

static void
test_refused (void)
{
  g_autofree char *name = g_strnfill (201, 'x');
  g_autofree char *json = g_strdup_printf ("{\"action\":\"click\",\"item\":\"%s\"}", name);
  g_autoptr (GError) error = NULL;

  refuse ("{}", "/action: expected what to do, such as \"click\", found nothing");
  refuse ("{\"action\":\"jump\"}",
          "/action: expected one of \"click\", \"set_value\", \"select_tab\", "
          "\"select_list_item\", \"custom_callback\", \"push_event\", found the string \"jump\"");
  refuse ("{\"action\":\"click\"}", "/item: expected a name of 1 to 200 bytes, found nothing");
  refuse ("{\"action\":\"click\",\"item\":5}", "/item: expected a string, found 5");
  refuse ("{\"action\":\"custom_callback\",\"callback\":\"\"}",
          "/callback: expected a name of 1 to 200 bytes, found the string \"\"");
  refuse ("{\"action\":\"push_event\",\"event\":\"a\",\"payload\":[]}",
          "/payload: expected an object, found an array");
  g_assert_null (read_json (json, &error));
  g_assert_nonnull (error);
}

static void
test_check (void)
{
  g_autoptr (PerchItemRegistry) items = perch_item_registry_new ();
  g_autoptr (PerchHookOrder) click = read_json ("{\"action\":\"click\",\"item\":\"a\"}", NULL);
  g_autoptr (PerchHookOrder) call =
      read_json ("{\"action\":\"custom_callback\",\"callback\":\"a\"}", NULL);
  g_autoptr (PerchHookOrder) event =
      read_json ("{\"action\":\"push_event\",\"event\":\"a\"}", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (perch_hook_order_check (event, items, &error));
  g_assert_false (perch_hook_order_check (click, items, &error));
  g_assert_error (error, PERCH_HOOKS_ERROR, PERCH_HOOKS_ERROR_UNKNOWN);
  g_clear_error (&error);
  g_assert_false (perch_hook_order_check (call, items, &error));
  g_assert_error (error, PERCH_HOOKS_ERROR, PERCH_HOOKS_ERROR_UNKNOWN);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/hook-order/read", test_read);
  g_test_add_func ("/hook-order/refused", test_refused);
  g_test_add_func ("/hook-order/check", test_check);
  return g_test_run ();
}
