/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/window/window-buttons.h"

#include <glib/gi18n.h>

#include "app/menu-quit.h"

/* What the menu has below the backends, for the status window: who has no tray must get to all of
 * it. */

/* @id is that of the entry in the menu. */
static const struct
{
  const char *id;
  const char *label;
  const char *action;
} rows[] = {
  { "open_log", N_ ("Open _log"), "perch.app.open-log" },
  { "copy_diagnostics", N_ ("_Copy diagnostics"), "perch.app.copy-diagnostics" },
  { "save_bundle", N_ ("Save support _bundle…"), "perch.app.save-bundle" },
};

static GtkWidget *
add_button (GtkWidget *box, const char *label, const char *action)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_widget_show (button);
  gtk_container_add (GTK_CONTAINER (box), button);
  gtk_button_box_set_child_non_homogeneous (GTK_BUTTON_BOX (box), button, TRUE);
  return button;
}

/* It stands apart, and no product hides it. */
static GtkButton *
add_quit (GtkWidget *box, PerchBackendManager *manager)
{
  g_autofree char *label = perch_menu_quit_label (manager);
  GtkWidget *quit = add_button (box, label, "perch.app.quit");

  gtk_button_box_set_child_secondary (GTK_BUTTON_BOX (box), quit, TRUE);
  return GTK_BUTTON (quit);
}

/**
 * perch_window_buttons_shows:
 * @sources: what a window shows
 * @id: that of an entry in the menu
 *
 * Returns: whether it has a button for that; what the menu lacks the window lacks, too
 */
gboolean
perch_window_buttons_shows (const PerchWindowSources *sources, const char *id)
{
  g_return_val_if_fail (sources != NULL && id != NULL, FALSE);

  return sources->hidden_entries == NULL || !g_strv_contains (sources->hidden_entries, id);
}

/**
 * perch_window_buttons_new:
 * @sources: what the window shows
 * @quit: (out) (transfer none): the one of them that perch_window_buttons_refresh() is for
 *
 * Returns: (transfer floating): the bottom row of buttons; their actions are those of the group
 *   `perch`
 */
GtkWidget *
perch_window_buttons_new (const PerchWindowSources *sources, GtkButton **quit)
{
  GtkWidget *box = NULL;

  g_return_val_if_fail (sources != NULL && quit != NULL, NULL);

  box = gtk_button_box_new (GTK_ORIENTATION_HORIZONTAL);
  gtk_button_box_set_layout (GTK_BUTTON_BOX (box), GTK_BUTTONBOX_END);
  gtk_box_set_spacing (GTK_BOX (box), 6);
  g_object_set (box, "margin", 12, NULL);
  *quit = add_quit (box, sources->manager);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    if (perch_window_buttons_shows (sources, rows[i].id))
      add_button (box, _ (rows[i].label), rows[i].action);
  gtk_widget_show (box);
  return box;
}

/**
 * perch_window_buttons_refresh:
 * @quit: one of the buttons that perch_window_buttons_new() has made
 * @manager: the backends
 *
 * Lets it say what it would stop at this moment.
 */
void
perch_window_buttons_refresh (GtkButton *quit, PerchBackendManager *manager)
{
  g_autofree char *label = NULL;

  g_return_if_fail (GTK_IS_BUTTON (quit));
  g_return_if_fail (PERCH_IS_BACKEND_MANAGER (manager));

  label = perch_menu_quit_label (manager);
  gtk_button_set_label (quit, label);
}
