/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/menu-indicators.h"

#include "app/menu-entry.h"
#include "app/status-text.h"

#define MAX_LINE_CHARS 80

static char *
make_id (const PerchIndicator *indicator)
{
  return g_strconcat ("indicator_", indicator->name, NULL);
}

static char *
make_label (const PerchIndicator *indicator)
{
  g_autofree char *line = perch_indicator_to_text (indicator);
  g_autofree char *safe = perch_status_text_shorten (line, MAX_LINE_CHARS);

  return perch_menu_escape (safe);
}

static gboolean
has_same_rows (GMenuModel *menu, PerchIndicators *indicators)
{
  guint n_rows = perch_indicators_get_count (indicators);

  if ((guint) g_menu_model_get_n_items (menu) != n_rows)
    return FALSE;
  for (guint i = 0; i < n_rows; i++)
    {
      g_autofree char *wanted = make_id (perch_indicators_get (indicators, i));
      g_autofree char *id = NULL;

      g_menu_model_get_item_attribute (menu, (int) i, PERCH_MENU_ID, "s", &id);
      if (g_strcmp0 (id, wanted) != 0)
        return FALSE;
    }
  return TRUE;
}

/**
 * perch_menu_show_indicators:
 * @menu: a menu, or section of one, that has nothing else
 * @indicators: what is to be shown in it, a row for each
 *
 * Makes @menu right. As long as no indicator comes or goes, only those rows change that say
 * something new, so that a menu somebody has open stays as it is.
 */
void
perch_menu_show_indicators (GMenu *menu, PerchIndicators *indicators)
{
  gboolean in_place = FALSE;

  g_return_if_fail (G_IS_MENU (menu));
  g_return_if_fail (PERCH_IS_INDICATORS (indicators));

  in_place = has_same_rows (G_MENU_MODEL (menu), indicators);
  if (!in_place)
    g_menu_remove_all (menu);
  for (guint i = 0; i < perch_indicators_get_count (indicators); i++)
    {
      const PerchIndicator *indicator = perch_indicators_get (indicators, i);
      g_autofree char *label = make_label (indicator);
      g_autofree char *id = make_id (indicator);

      if (in_place)
        perch_menu_set_label (menu, (int) i, label);
      else
        perch_menu_add (menu, id, label, NULL);
    }
}
