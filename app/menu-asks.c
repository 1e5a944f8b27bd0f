/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/menu-asks.h"

#include <glib/gi18n.h>

#include "app/ask-notice.h"
#include "app/menu-entry.h"

static void
changed_cb (PerchAskQueue *asks, PerchAsk *ask, GMenu *section)
{
  guint n_pending = perch_ask_queue_get_n_pending (asks);
  g_autofree char *label = g_strdup_printf (
      ngettext ("%u question w_aiting…", "%u questions w_aiting…", n_pending), n_pending);
  gboolean shown = g_menu_model_get_n_items (G_MENU_MODEL (section)) > 0;

  if (n_pending == 0)
    g_menu_remove_all (section);
  else if (shown)
    perch_menu_set_label (section, 0, label);
  else
    perch_menu_add (section, "show_questions", label, "app." PERCH_ASK_ACTION_SHOW);
}

/**
 * perch_menu_asks_new:
 * @asks: the questions
 *
 * Makes a section for the end of the menu, where coming and going it moves no other entry under the
 * pointer: "1 question waiting" while there is one.
 *
 * Returns: (transfer full): the section
 */
GMenuModel *
perch_menu_asks_new (PerchAskQueue *asks)
{
  GMenu *section = NULL;

  g_return_val_if_fail (PERCH_IS_ASK_QUEUE (asks), NULL);

  section = g_menu_new ();
  g_signal_connect_object (asks, "asked", G_CALLBACK (changed_cb), section, 0);
  g_signal_connect_object (asks, "ended", G_CALLBACK (changed_cb), section, 0);
  changed_cb (asks, NULL, section);
  return G_MENU_MODEL (section);
}
