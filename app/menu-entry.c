/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/menu-entry.h"

/**
 * perch_menu_escape:
 * @text: text that is not ours, such as a path
 *
 * Returns: (transfer full): the label that shows @text as it is: an underscore in a label would
 * underline the next letter
 */
char *
perch_menu_escape (const char *text)
{
  g_auto (GStrv) parts = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  parts = g_strsplit (text, "_", -1);
  return g_strjoinv ("__", parts);
}

/**
 * perch_menu_unescape:
 * @label: a label
 *
 * Returns: (transfer full): what a person reads there: without the mark of the mnemonic
 */
char *
perch_menu_unescape (const char *label)
{
  GString *text = NULL;

  g_return_val_if_fail (label != NULL, NULL);

  text = g_string_new (NULL);
  for (const char *p = label; *p != '\0'; p++)
    {
      if (*p == '_' && p[1] != '\0')
        p++;
      g_string_append_c (text, *p);
    }
  return g_string_free (text, FALSE);
}

/**
 * perch_menu_add:
 * @menu: where to add an entry at the end
 * @id: its #PERCH_MENU_ID
 * @label: what it says
 * @action: (nullable): full name of its action; without one it is a line of text
 */
void
perch_menu_add (GMenu *menu, const char *id, const char *label, const char *action)
{
  g_autoptr (GMenuItem) item = NULL;

  g_return_if_fail (G_IS_MENU (menu));
  g_return_if_fail (id != NULL);
  g_return_if_fail (label != NULL);

  item = g_menu_item_new (label, NULL);
  g_menu_item_set_attribute (item, PERCH_MENU_ID, "s", id);
  if (action != NULL)
    g_menu_item_set_attribute (item, G_MENU_ATTRIBUTE_ACTION, "s", action);
  g_menu_append_item (menu, item);
}

/* A GMenu can't change an entry, only put another in its place. */
static void
replace (GMenu *menu, int index, GMenuItem *item)
{
  g_menu_remove (menu, index);
  g_menu_insert_item (menu, index, item);
}

/**
 * perch_menu_set_label:
 * @menu: a menu
 * @index: which entry
 * @label: what it says from now on; nothing happens when it says that already
 */
void
perch_menu_set_label (GMenu *menu, int index, const char *label)
{
  g_autoptr (GMenuItem) item = NULL;
  g_autofree char *old = NULL;

  g_return_if_fail (G_IS_MENU (menu));
  g_return_if_fail (label != NULL);

  g_menu_model_get_item_attribute (G_MENU_MODEL (menu), index, G_MENU_ATTRIBUTE_LABEL, "s", &old);
  if (g_strcmp0 (old, label) == 0)
    return;
  item = g_menu_item_new_from_model (G_MENU_MODEL (menu), index);
  g_menu_item_set_label (item, label);
  replace (menu, index, item);
}

/**
 * perch_menu_set_command:
 * @menu: a menu
 * @index: which entry
 * @label: what it says from now on
 * @action: (nullable): full name of its action; without one it is a line of text
 * @target: (nullable): the string that the action is about
 *
 * Makes another entry of one, under the same #PERCH_MENU_ID.
 */
void
perch_menu_set_command (
    GMenu *menu, int index, const char *label, const char *action, const char *target)
{
  g_autoptr (GMenuItem) item = NULL;
  g_autoptr (GVariant) old = NULL;
  g_autoptr (GVariant) wanted = NULL;

  g_return_if_fail (G_IS_MENU (menu));
  g_return_if_fail (label != NULL);

  perch_menu_set_label (menu, index, label);
  old = g_menu_model_get_item_attribute_value (G_MENU_MODEL (menu), index, G_MENU_ATTRIBUTE_TARGET,
                                               NULL);
  wanted = target != NULL ? g_variant_ref_sink (g_variant_new_string (target)) : NULL;
  if (old == wanted || (old != NULL && wanted != NULL && g_variant_equal (old, wanted)))
    return;
  item = g_menu_item_new_from_model (G_MENU_MODEL (menu), index);
  g_menu_item_set_attribute (item, G_MENU_ATTRIBUTE_ACTION, action != NULL ? "s" : NULL, action);
  g_menu_item_set_attribute_value (item, G_MENU_ATTRIBUTE_TARGET, wanted);
  replace (menu, index, item);
}

/**
 * perch_menu_set_secondary:
 * @menu: a menu
 * @index: which entry
 *
 * Makes a middle click on the tray icon a click on this entry.
 */
void
perch_menu_set_secondary (GMenu *menu, int index)
{
  g_autoptr (GMenuItem) item = NULL;

  g_return_if_fail (G_IS_MENU (menu));

  item = g_menu_item_new_from_model (G_MENU_MODEL (menu), index);
  g_menu_item_set_attribute (item, PERCH_TRAY_ATTRIBUTE_SECONDARY, "b", TRUE);
  replace (menu, index, item);
}
