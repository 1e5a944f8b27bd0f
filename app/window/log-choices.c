/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/window/log-choices.h"

#include <glib/gi18n.h>

#include "app/product-name.h"
#include "app/status-text.h"
#include "app/window/log-draw.h"

/* What can be chosen of the log. */

#define MAX_SOURCE_CHARS 30

/**
 * perch_log_choices_list_levels:
 * @levels: gets a row for each level, the place of which is the level; all are chosen
 */
void
perch_log_choices_list_levels (GtkComboBoxText *levels)
{
  g_return_if_fail (GTK_IS_COMBO_BOX_TEXT (levels));

  for (PerchLevel level = PERCH_LEVEL_DEBUG; level <= PERCH_LEVEL_LAST; level++)
    {
      /* Translators: %s is a level of the log, such as “Warning” */
      g_autofree char *text = g_strdup_printf (_ ("%s and worse"), perch_log_level_word (level));
      const char *shown = text;

      if (level == PERCH_LEVEL_DEBUG)
        shown = _ ("All levels");
      else if (level == PERCH_LEVEL_LAST)
        shown = perch_log_level_word (level);
      gtk_combo_box_text_append (levels, perch_level_to_string (level), shown);
    }
  gtk_combo_box_set_active (GTK_COMBO_BOX (levels), PERCH_LEVEL_DEBUG);
}

/**
 * perch_log_choices_list_sources:
 * @sources: gets a row for all, one for Perch itself, and one for each backend, under its name;
 *   what was chosen before stays so, if it is still there
 */
void
perch_log_choices_list_sources (GtkComboBoxText *sources, PerchBackendManager *manager)
{
  GtkComboBox *box = GTK_COMBO_BOX (sources);
  g_autofree char *chosen = g_strdup (gtk_combo_box_get_active_id (box));
  guint n_backends = 0;

  g_return_if_fail (GTK_IS_COMBO_BOX_TEXT (sources));
  g_return_if_fail (PERCH_IS_BACKEND_MANAGER (manager));

  gtk_combo_box_text_remove_all (sources);
  gtk_combo_box_text_append (sources, "", _ ("All sources"));
  gtk_combo_box_text_append (sources, "perch", perch_product_name ());
  n_backends = g_list_model_get_n_items (G_LIST_MODEL (manager));
  for (guint i = 0; i < n_backends; i++)
    {
      g_autoptr (PerchBackend) backend = g_list_model_get_item (G_LIST_MODEL (manager), i);
      g_autofree char *label =
          perch_status_text_shorten (perch_backend_get_label (backend), MAX_SOURCE_CHARS);

      gtk_combo_box_text_append (sources, perch_backend_get_name (backend), label);
    }
  if (chosen == NULL || !gtk_combo_box_set_active_id (box, chosen))
    gtk_combo_box_set_active_id (box, "");
}
