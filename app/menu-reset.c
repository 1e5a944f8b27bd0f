/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/menu-reset.h"

#include <glib/gi18n.h>

#include "app/menu-entry.h"

/**
 * perch_menu_reset_new:
 *
 * Makes a section for who tests a backend, at the end of the menu: there only where Perch runs with
 * its hooks, since it stops all backends.
 *
 * Returns: (transfer full): the section
 */
GMenuModel *
perch_menu_reset_new (void)
{
  GMenu *section = g_menu_new ();

  perch_menu_add (section, "btn_reset", _ ("R_eset for a new test"), "app.reset");
  return G_MENU_MODEL (section);
}
