/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/menu-quit.h"

#include <glib/gi18n.h>

#include "app/menu-entry.h"

static guint
count_alive (PerchBackendManager *manager)
{
  guint n_backends = g_list_model_get_n_items (G_LIST_MODEL (manager));
  guint n_alive = 0;

  for (guint i = 0; i < n_backends; i++)
    {
      g_autoptr (PerchBackend) backend = g_list_model_get_item (G_LIST_MODEL (manager), i);

      if (perch_backend_state_is_alive (perch_backend_get_state (backend)))
        n_alive++;
    }
  return n_alive;
}

/**
 * perch_menu_quit_label:
 * @manager: the backends
 *
 * Returns: (transfer full): with mnemonic: Quit, and what it would stop at this moment
 */
char *
perch_menu_quit_label (PerchBackendManager *manager)
{
  guint n_alive = 0;

  g_return_val_if_fail (PERCH_IS_BACKEND_MANAGER (manager), NULL);

  n_alive = count_alive (manager);
  if (n_alive == 0)
    return g_strdup (_ ("_Quit"));
  return g_strdup_printf (
      ngettext ("_Quit and stop %u backend", "_Quit and stop %u backends", n_alive), n_alive);
}

/**
 * perch_menu_show_quit:
 * @menu: a section for the entry alone, empty at first
 * @manager: the backends
 *
 * Makes the entry say what Quit would stop at this moment.
 */
void
perch_menu_show_quit (GMenu *menu, PerchBackendManager *manager)
{
  g_autofree char *label = NULL;

  g_return_if_fail (G_IS_MENU (menu));
  g_return_if_fail (PERCH_IS_BACKEND_MANAGER (manager));

  label = perch_menu_quit_label (manager);
  if (g_menu_model_get_n_items (G_MENU_MODEL (menu)) == 0)
    perch_menu_add (menu, "btn_quit", label, "app.quit");
  else
    perch_menu_set_label (menu, 0, label);
}
