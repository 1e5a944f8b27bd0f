/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/menu-filter.h"

#include "app/menu-entry.h"
#include "tray/menu-rows.h"

static const char *const hidden[] = { "pid", "open_log", NULL };

/* The labels that a tray shows, one after the other; separators as "-". */
static char *
read_labels (GMenuModel *model)
{
  g_autoptr (GSimpleActionGroup) actions = g_simple_action_group_new ();
  g_autoptr (GPtrArray) rows = perch_tray_rows_new (model, G_ACTION_GROUP (actions), NULL);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < rows->len; i++)
    {
      const PerchTrayRow *row = g_ptr_array_index (rows, i);

      if (row->visible)
        g_string_append (text, row->kind == PERCH_TRAY_ROW_SEPARATOR ? "-" : row->label);
    }
  return g_string_free (text, FALSE);
}

static void
assert_labels (GMenuModel *model, const char *expected)
{
  g_autofree char *labels = read_labels (model);

  g_assert_cmpstr (labels, ==, expected);
}

static void
test_entries (void)
{
  g_autoptr (GMenu) menu = g_menu_new ();
  g_autoptr (GMenu) section = g_menu_new ();
  g_autoptr (GMenu) alone = g_menu_new ();
  g_autoptr (GMenuModel) filter = NULL;

  g_test_summary ("What is hidden leaves no gap and no separator behind");

  g_menu_append_section (menu, NULL, G_MENU_MODEL (section));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (alone));
  perch_menu_add (section, "status", "Status", NULL);
  perch_menu_add (section, "words.pid", "PID", NULL);
  perch_menu_add (section, "rapid", "Rapid", NULL);
  perch_menu_add (alone, "open_log", "Log", "app.open-log");
  filter = perch_menu_filter_new (G_MENU_MODEL (menu), hidden);

  g_assert_true (g_menu_model_is_mutable (filter));
  assert_labels (G_MENU_MODEL (menu), "StatusPIDRapid-Log");
  assert_labels (filter, "StatusRapid");
  perch_menu_add (alone, "quit", "Quit", "app.quit");
  assert_labels (filter, "StatusRapid-Quit");
}

static void
changed_cb (GMenuModel *model, int position, int removed, int added, guint *n_changes)
{
  (*n_changes)++;
}

static void
test_changes (void)
{
  g_autoptr (GMenu) menu = g_menu_new ();
  g_autoptr (GMenu) section = g_menu_new ();
  g_autoptr (GMenuModel) filter = NULL;
  g_autoptr (GMenuModel) inner = NULL;
  guint n_changes = 0;

  g_test_summary ("Who follows the filter is told of changes, in sections too");

  g_menu_append_section (menu, NULL, G_MENU_MODEL (section));
  filter = perch_menu_filter_new (G_MENU_MODEL (menu), hidden);
  inner = g_menu_model_get_item_link (filter, 0, G_MENU_LINK_SECTION);
  g_signal_connect (filter, "items-changed", G_CALLBACK (changed_cb), &n_changes);
  g_signal_connect (inner, "items-changed", G_CALLBACK (changed_cb), &n_changes);

  perch_menu_add (section, "status", "Status", NULL);
  g_assert_cmpuint (n_changes, ==, 1);
  perch_menu_add (menu, "quit", "Quit", NULL);
  g_assert_cmpuint (n_changes, ==, 2);

  g_clear_object (&inner);
  g_assert_finalize_object (g_steal_pointer (&filter));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/menu-filter/entries", test_entries);
  g_test_add_func ("/menu-filter/changes", test_changes);
  return g_test_run ();
}
