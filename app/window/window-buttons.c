/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/window/window-buttons.h"

#include <glib/gi18n.h>

#include "app/menu-quit.h"

/* What the menu has below the backends, for the status window: who has no tray must get to all of
 * it. */

#define QUIT "btn_quit"

/* @id is that of the entry in the menu; the first is Quit, which stands apart. */
static const struct
{
  const char *id;
  const char *label;
  const char *action;
} rows[] = {
  { QUIT, N_ ("_Quit"), "perch.app.quit" },
  { "open_log", N_ ("Open _log"), "perch.app.open-log" },
  { "copy_diagnostics", N_ ("_Copy diagnostics"), "perch.app.copy-diagnostics" },
  { "save_bundle", N_ ("Save support _bundle…"), "perch.app.save-bundle" },
};

static void
add_button (GtkWidget *box, gsize i)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (_ (rows[i].label));

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), rows[i].action);
  gtk_widget_show (button);
  gtk_container_add (GTK_CONTAINER (box), button);
  gtk_button_box_set_child_secondary (GTK_BUTTON_BOX (box), button, i == 0);
  gtk_button_box_set_child_non_homogeneous (GTK_BUTTON_BOX (box), button, TRUE);
  if (i == 0)
    g_object_set_data (G_OBJECT (box), QUIT, button);
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
 *
 * Returns: (transfer floating): the bottom row of buttons; their actions are those of the group
 *   `perch`
 */
GtkWidget *
perch_window_buttons_new (const PerchWindowSources *sources)
{
  GtkWidget *box = NULL;

  g_return_val_if_fail (sources != NULL, NULL);

  box = gtk_button_box_new (GTK_ORIENTATION_HORIZONTAL);
  gtk_button_box_set_layout (GTK_BUTTON_BOX (box), GTK_BUTTONBOX_END);
  gtk_box_set_spacing (GTK_BOX (box), 6);
  g_object_set (box, "margin", 12, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    if (perch_window_buttons_shows (sources, rows[i].id))
      add_button (box, i);
  perch_window_buttons_refresh (box, sources->manager);
  gtk_widget_show (box);
  return box;
}

/**
 * perch_window_buttons_refresh:
 * @buttons: what perch_window_buttons_new() has made
 * @manager: the backends
 *
 * Lets Quit say what it would stop at this moment.
 */
void
perch_window_buttons_refresh (GtkWidget *buttons, PerchBackendManager *manager)
{
  GtkWidget *quit = NULL;
  g_autofree char *label = NULL;

  g_return_if_fail (GTK_IS_BUTTON_BOX (buttons));
  g_return_if_fail (PERCH_IS_BACKEND_MANAGER (manager));

  quit = g_object_get_data (G_OBJECT (buttons), QUIT);
  if (quit == NULL)
    return;
  label = perch_menu_quit_label (manager);
  gtk_button_set_label (GTK_BUTTON (quit), label);
}
