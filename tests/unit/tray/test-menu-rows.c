/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "tray/menu-rows.h"
#include "tray/tray.h"

typedef struct
{
  GMenu *menu;
  GSimpleActionGroup *actions;
  guint n_activated;
  char *last_target;
} Fixture;

static void
activate_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  Fixture *fixture = user_data;

  fixture->n_activated++;
  g_free (fixture->last_target);
  fixture->last_target = parameter != NULL ? g_variant_dup_string (parameter, NULL) : NULL;
}

static void
setup (Fixture *fixture, gconstpointer data)
{
  const GActionEntry entries[] = {
    { .name = "app.quit", .activate = activate_cb },
    { .name = "backend.start", .activate = activate_cb, .parameter_type = "s" },
    { .name = "autostart", .state = "false" },
  };

  fixture->menu = g_menu_new ();
  fixture->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (fixture->actions), entries, G_N_ELEMENTS (entries),
                                   fixture);
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->menu);
  g_assert_finalize_object (fixture->actions);
  g_free (fixture->last_target);
}

static void
append (GMenu *menu, const char *label, const char *action, const char *target)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  if (action != NULL)
    g_menu_item_set_action_and_target_value (item, action,
                                             target != NULL ? g_variant_new_string (target) : NULL);
  g_menu_append_item (menu, item);
}

static void
append_hidden (GMenu *menu, const char *label)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_attribute (item, PERCH_TRAY_ATTRIBUTE_HIDDEN, "b", TRUE);
  g_menu_append_item (menu, item);
}

static GPtrArray *
read_rows (Fixture *fixture)
{
  return perch_tray_rows_new (G_MENU_MODEL (fixture->menu), G_ACTION_GROUP (fixture->actions),
                              NULL);
}

static void
assert_row (GPtrArray *rows, guint i, PerchTrayRowKind kind, const char *label, gboolean sensitive)
{
  const PerchTrayRow *row = NULL;

  g_assert_cmpuint (i, <, rows->len);
  row = g_ptr_array_index (rows, i);
  g_assert_cmpint (row->kind, ==, kind);
  g_assert_cmpstr (row->label, ==, label);
  g_assert_cmpint (row->sensitive, ==, sensitive);
}

static void
test_kinds (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GMenu) submenu = g_menu_new ();
  g_autoptr (GPtrArray) rows = NULL;

  append (fixture->menu, "Running", NULL, NULL);
  append (fixture->menu, "_Quit", "app.quit", NULL);
  append (fixture->menu, "_Start", "backend.start", "main");
  append (fixture->menu, "Start at login", "autostart", NULL);
  append (submenu, "Inside", "app.quit", NULL);
  g_menu_append_submenu (fixture->menu, "More", G_MENU_MODEL (submenu));
  append (fixture->menu, "Of nobody", "app.nothing", NULL);
  append (fixture->menu, "Wrong target", "app.quit", "main");
  append (fixture->menu, "No target", "backend.start", NULL);

  rows = read_rows (fixture);
  g_assert_cmpuint (rows->len, ==, 8);
  assert_row (rows, 0, PERCH_TRAY_ROW_TEXT, "Running", FALSE);
  assert_row (rows, 1, PERCH_TRAY_ROW_ACTION, "_Quit", TRUE);
  assert_row (rows, 2, PERCH_TRAY_ROW_ACTION, "_Start", TRUE);
  assert_row (rows, 3, PERCH_TRAY_ROW_CHECK, "Start at login", TRUE);
  assert_row (rows, 4, PERCH_TRAY_ROW_SUBMENU, "More", TRUE);
  assert_row (rows, 5, PERCH_TRAY_ROW_ACTION, "Of nobody", FALSE);
  assert_row (rows, 6, PERCH_TRAY_ROW_ACTION, "Wrong target", FALSE);
  assert_row (rows, 7, PERCH_TRAY_ROW_ACTION, "No target", FALSE);
  assert_row (((PerchTrayRow *) rows->pdata[4])->children, 0, PERCH_TRAY_ROW_ACTION, "Inside",
              TRUE);
}

static void
test_separators (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GMenu) empty = g_menu_new ();
  g_autoptr (GMenu) hidden = g_menu_new ();
  g_autoptr (GMenu) last = g_menu_new ();
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GString) drawn = g_string_new (NULL);

  g_test_summary ("Sections are apart by one line each, and what shows nothing makes no line");

  g_menu_append_section (fixture->menu, NULL, G_MENU_MODEL (empty));
  append (fixture->menu, "a", NULL, NULL);
  append_hidden (hidden, "b");
  g_menu_append_section (fixture->menu, NULL, G_MENU_MODEL (hidden));
  g_menu_append_section (fixture->menu, NULL, G_MENU_MODEL (empty));
  append (last, "c", NULL, NULL);
  append (last, "d", NULL, NULL);
  g_menu_append_section (fixture->menu, NULL, G_MENU_MODEL (last));
  g_menu_append_section (fixture->menu, NULL, G_MENU_MODEL (hidden));

  rows = read_rows (fixture);
  for (guint i = 0; i < rows->len; i++)
    {
      const PerchTrayRow *row = g_ptr_array_index (rows, i);

      if (row->visible)
        g_string_append (drawn, row->kind == PERCH_TRAY_ROW_SEPARATOR ? "-" : row->label);
    }
  g_assert_cmpstr (drawn->str, ==, "a-cd");
}

static void
test_models (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GMenu) section = g_menu_new ();
  g_autoptr (GMenu) submenu = g_menu_new ();
  g_autoptr (GPtrArray) models = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) rows = NULL;

  g_menu_append_submenu (section, "More", G_MENU_MODEL (submenu));
  g_menu_append_section (fixture->menu, NULL, G_MENU_MODEL (section));
  rows =
      perch_tray_rows_new (G_MENU_MODEL (fixture->menu), G_ACTION_GROUP (fixture->actions), models);

  g_assert_cmpuint (models->len, ==, 3);
  g_assert_true (models->pdata[0] == (gpointer) fixture->menu);
  g_assert_true (models->pdata[1] == (gpointer) section);
  g_assert_true (models->pdata[2] == (gpointer) submenu);
}

static void
test_shape (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) before = NULL;
  g_autoptr (GPtrArray) relabelled = NULL;
  g_autoptr (GPtrArray) longer = NULL;
  g_autoptr (GPtrArray) other_kind = NULL;

  append (fixture->menu, "Uptime 1s", NULL, NULL);
  before = read_rows (fixture);

  g_menu_remove_all (fixture->menu);
  append_hidden (fixture->menu, "Uptime 2s");
  relabelled = read_rows (fixture);
  g_assert_true (perch_tray_rows_same_shape (before, relabelled));

  append (fixture->menu, "More", NULL, NULL);
  longer = read_rows (fixture);
  g_assert_false (perch_tray_rows_same_shape (before, longer));

  g_menu_remove_all (fixture->menu);
  append (fixture->menu, "Uptime 1s", "autostart", NULL);
  other_kind = read_rows (fixture);
  g_assert_false (perch_tray_rows_same_shape (before, other_kind));
}

static void
test_activate (Fixture *fixture, gconstpointer data)
{
  GAction *quit = g_action_map_lookup_action (G_ACTION_MAP (fixture->actions), "app.quit");
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GVariant) state = NULL;

  append (fixture->menu, "Quit", "app.quit", NULL);
  append (fixture->menu, "Start", "backend.start", "main");
  append (fixture->menu, "Autostart", "autostart", NULL);
  append (fixture->menu, "Text", NULL, NULL);
  append (fixture->menu, "Wrong target", "app.quit", "main");
  rows = read_rows (fixture);

  perch_tray_row_activate (rows->pdata[0], G_ACTION_GROUP (fixture->actions));
  g_assert_cmpuint (fixture->n_activated, ==, 1);
  perch_tray_row_activate (rows->pdata[1], G_ACTION_GROUP (fixture->actions));
  g_assert_cmpstr (fixture->last_target, ==, "main");
  perch_tray_row_activate (rows->pdata[2], G_ACTION_GROUP (fixture->actions));
  state = g_action_group_get_action_state (G_ACTION_GROUP (fixture->actions), "autostart");
  g_assert_true (g_variant_get_boolean (state));

  g_test_message ("What can't be clicked does nothing, even when the rows are older than that");
  g_simple_action_set_enabled (G_SIMPLE_ACTION (quit), FALSE);
  perch_tray_row_activate (rows->pdata[0], G_ACTION_GROUP (fixture->actions));
  perch_tray_row_activate (rows->pdata[3], G_ACTION_GROUP (fixture->actions));
  perch_tray_row_activate (rows->pdata[4], G_ACTION_GROUP (fixture->actions));
  g_action_map_remove_action (G_ACTION_MAP (fixture->actions), "app.quit");
  perch_tray_row_activate (rows->pdata[0], G_ACTION_GROUP (fixture->actions));
  g_assert_cmpuint (fixture->n_activated, ==, 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/menu-rows/kinds", Fixture, NULL, setup, test_kinds, teardown);
  g_test_add ("/menu-rows/separators", Fixture, NULL, setup, test_separators, teardown);
  g_test_add ("/menu-rows/models", Fixture, NULL, setup, test_models, teardown);
  g_test_add ("/menu-rows/shape", Fixture, NULL, setup, test_shape, teardown);
  g_test_add ("/menu-rows/activate", Fixture, NULL, setup, test_activate, teardown);
  return g_test_run ();
}
