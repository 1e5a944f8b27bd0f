/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/hooks/item-registry.h"

#include "app/hooks/hooks-error.h"

/* Two parts of a program, each with items, and a callback. */
typedef struct
{
  PerchItemRegistry *items;
  GObject *menu;
  GObject *window;
} Fixture;

static void
perform_cb (const PerchItem *item, PerchItemAction action, GVariant *value)
{
  g_autofree char *text = value != NULL ? g_variant_print (value, FALSE) : g_strdup ("");

  g_object_set_data_full (
      item->target, "done",
      g_strdup_printf ("%s %s %s", perch_item_action_to_string (action), item->id, text), g_free);
}

static PerchItem *
add (GPtrArray *items, const char *id, guint actions, gpointer owner)
{
  PerchItem *item = perch_item_new (id, id);

  if (actions != 0)
    perch_item_accept (item, actions, perform_cb, owner);
  g_ptr_array_add (items, item);
  return item;
}

static void
list_menu (GPtrArray *items, gpointer owner)
{
  add (items, "btn_start", PERCH_ITEM_CLICK, owner);
  add (items, "btn_stop", PERCH_ITEM_CLICK, owner)->enabled = FALSE;
  add (items, "status", 0, owner);
}

static void
list_window (GPtrArray *items, gpointer owner)
{
  add (items, "btn_start", PERCH_ITEM_SET_VALUE, owner);
  perch_item_set_value (add (items, "name", PERCH_ITEM_SET_VALUE, owner),
                        g_variant_new_string ("old"));
}

static gboolean
callback_cb (gpointer owner, JsonNode *args, GError **error)
{
  g_object_set_data (owner, "called", GINT_TO_POINTER (1));
  if (args != NULL)
    g_set_error_literal (error, PERCH_HOOKS_ERROR, PERCH_HOOKS_ERROR_VALUE, "no arguments");
  return args == NULL;
}

static void
setup (Fixture *fixture, gconstpointer data)
{
  fixture->items = perch_item_registry_new ();
  fixture->menu = g_object_new (G_TYPE_OBJECT, NULL);
  fixture->window = g_object_new (G_TYPE_OBJECT, NULL);
  perch_item_registry_add_source (fixture->items, list_menu, fixture->menu);
  perch_item_registry_add_source (fixture->items, list_window, fixture->window);
  perch_item_registry_add_callback (fixture->items, "refresh", callback_cb, fixture->menu);
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->items);
  g_clear_object (&fixture->menu);
  g_clear_object (&fixture->window);
}

static void
test_list (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) items = perch_item_registry_list (fixture->items);
  const PerchItem *first = g_ptr_array_index (items, 0);

  g_test_summary ("Of two items with one id, the first is the one.");
  g_assert_cmpuint (items->len, ==, 4);
  g_assert_cmpstr (first->id, ==, "btn_start");
  g_assert_cmpuint (first->actions, ==, PERCH_ITEM_CLICK);
}

static void
test_perform (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JsonNode) value = json_node_init_string (json_node_alloc (), "new");
  g_autoptr (GError) error = NULL;

  g_assert_true (
      perch_item_registry_check (fixture->items, "name", PERCH_ITEM_SET_VALUE, value, &error));
  g_assert_null (g_object_get_data (fixture->window, "done"));
  g_assert_true (
      perch_item_registry_perform (fixture->items, "name", PERCH_ITEM_SET_VALUE, value, &error));
  g_assert_cmpstr (g_object_get_data (fixture->window, "done"), ==, "set_value name 'new'");
  g_assert_true (
      perch_item_registry_perform (fixture->items, "btn_start", PERCH_ITEM_CLICK, NULL, &error));
  g_assert_cmpstr (g_object_get_data (fixture->menu, "done"), ==, "click btn_start ");
  g_assert_no_error (error);
}

static void
refuse (Fixture *fixture, const char *id, PerchItemAction action, int code, const char *message)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (perch_item_registry_perform (fixture->items, id, action, NULL, &error));
  g_assert_error (error, PERCH_HOOKS_ERROR, code);
  g_assert_true (g_pattern_match_simple (message, error->message));
  g_assert_null (g_object_get_data (fixture->menu, "done"));
}

static void
test_refused (Fixture *fixture, gconstpointer data)
{
  refuse (fixture, "btn_strat", PERCH_ITEM_CLICK, PERCH_HOOKS_ERROR_UNKNOWN,
          "There is no item \"btn_strat\"; near it are \"btn_start\", \"btn_stop\"; GET *");
  refuse (fixture, "btn_stop", PERCH_ITEM_CLICK, PERCH_HOOKS_ERROR_DISABLED, "*disabled*");
  refuse (fixture, "status", PERCH_ITEM_CLICK, PERCH_HOOKS_ERROR_ACTION, "*\"click\"*");
  refuse (fixture, "name", PERCH_ITEM_SELECT_TAB, PERCH_HOOKS_ERROR_ACTION, "*\"select_tab\"*");
  refuse (fixture, "name", PERCH_ITEM_SET_VALUE, PERCH_HOOKS_ERROR_VALUE, "/value: *");
  refuse (fixture, "\n", PERCH_ITEM_CLICK, PERCH_HOOKS_ERROR_UNKNOWN, "*\"\\x0a\"*");
}

static void
test_owner_gone (Fixture *fixture, gconstpointer data)
{
  g_auto (GStrv) callbacks = NULL;
  g_autoptr (PerchItem) item = NULL;

  g_clear_object (&fixture->menu);
  callbacks = perch_item_registry_list_callbacks (fixture->items);
  item = perch_item_registry_find (fixture->items, "status", NULL);
  g_assert_null (item);
  g_assert_null (callbacks[0]);
  item = perch_item_registry_find (fixture->items, "name", NULL);
  g_assert_nonnull (item);
}

static void
test_callback (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JsonNode) args = json_node_init_int (json_node_alloc (), 1);
  g_autoptr (GError) error = NULL;

  g_assert_true (perch_item_registry_call (fixture->items, "refresh", NULL, &error));
  g_assert_nonnull (g_object_get_data (fixture->menu, "called"));
  g_assert_false (perch_item_registry_call (fixture->items, "refresh", args, &error));
  g_assert_error (error, PERCH_HOOKS_ERROR, PERCH_HOOKS_ERROR_VALUE);
  g_clear_error (&error);
  g_assert_false (perch_item_registry_call (fixture->items, "refersh", NULL, &error));
  g_assert_error (error, PERCH_HOOKS_ERROR, PERCH_HOOKS_ERROR_UNKNOWN);
  g_assert_nonnull (strstr (error->message, "\"refresh\""));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add ("/item-registry/" name, Fixture, NULL, setup, func, teardown)
  ADD ("list", test_list);
  ADD ("perform", test_perform);
  ADD ("refused", test_refused);
  ADD ("owner-gone", test_owner_gone);
  ADD ("callback", test_callback);
  return g_test_run ();
}
