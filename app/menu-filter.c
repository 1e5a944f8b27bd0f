/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/menu-filter.h"

#include <string.h>

#include "app/menu-entry.h"

/* A menu as another one has it, but that some entries are marked as hidden. They keep their places,
 * so that the positions that @model tells of in its signals hold here, too. What is linked from it,
 * sections and submenus, is filtered alike. */
struct _PerchMenuFilter
{
  GMenuModel parent_instance;

  GMenuModel *model; /* (owned) */
  GStrv hidden; /* (owned) */
};

G_DEFINE_FINAL_TYPE (PerchMenuFilter, perch_menu_filter, G_TYPE_MENU_MODEL)

/* Of several backends, each has entries with its name and a dot in front. */
static gboolean
is_hidden (PerchMenuFilter *self, const char *id)
{
  const char *dot = strrchr (id, '.');

  return g_strv_contains ((const char *const *) self->hidden, dot != NULL ? dot + 1 : id);
}

static gboolean
perch_menu_filter_is_mutable (GMenuModel *model)
{
  return g_menu_model_is_mutable (PERCH_MENU_FILTER (model)->model);
}

static int
perch_menu_filter_get_n_items (GMenuModel *model)
{
  return g_menu_model_get_n_items (PERCH_MENU_FILTER (model)->model);
}

static void
perch_menu_filter_get_item_attributes (GMenuModel *model, int index, GHashTable **attributes)
{
  PerchMenuFilter *self = PERCH_MENU_FILTER (model);
  g_autoptr (GMenuAttributeIter) iter = g_menu_model_iterate_item_attributes (self->model, index);
  const char *name = NULL;
  GVariant *value = NULL;
  gboolean hide = FALSE;

  *attributes =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_variant_unref);
  while (g_menu_attribute_iter_get_next (iter, &name, &value))
    {
      if (g_str_equal (name, PERCH_MENU_ID))
        hide = is_hidden (self, g_variant_get_string (value, NULL));
      g_hash_table_insert (*attributes, g_strdup (name), value);
    }
  if (hide)
    g_hash_table_insert (*attributes, g_strdup (PERCH_TRAY_ATTRIBUTE_HIDDEN),
                         g_variant_ref_sink (g_variant_new_boolean (TRUE)));
}

static void
perch_menu_filter_get_item_links (GMenuModel *model, int index, GHashTable **links)
{
  PerchMenuFilter *self = PERCH_MENU_FILTER (model);
  g_autoptr (GMenuLinkIter) iter = g_menu_model_iterate_item_links (self->model, index);
  const char *name = NULL;
  GMenuModel *value = NULL;

  *links = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  while (g_menu_link_iter_get_next (iter, &name, &value))
    {
      g_hash_table_insert (*links, g_strdup (name),
                           perch_menu_filter_new (value, (const char *const *) self->hidden));
      g_object_unref (value);
    }
}

static void
perch_menu_filter_dispose (GObject *object)
{
  PerchMenuFilter *self = PERCH_MENU_FILTER (object);

  g_clear_object (&self->model);
  g_clear_pointer (&self->hidden, g_strfreev);

  G_OBJECT_CLASS (perch_menu_filter_parent_class)->dispose (object);
}

static void
perch_menu_filter_class_init (PerchMenuFilterClass *klass)
{
  GMenuModelClass *model_class = G_MENU_MODEL_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = perch_menu_filter_dispose;
  model_class->is_mutable = perch_menu_filter_is_mutable;
  model_class->get_n_items = perch_menu_filter_get_n_items;
  model_class->get_item_attributes = perch_menu_filter_get_item_attributes;
  model_class->get_item_links = perch_menu_filter_get_item_links;
}

static void
perch_menu_filter_init (PerchMenuFilter *self)
{
}

/**
 * perch_menu_filter_new:
 * @model: a menu
 * @hidden: (array zero-terminated=1): #PERCH_MENU_ID of entries, without the name of a backend
 *
 * Returns: (transfer full): @model as it is from time to time, with all entries of @hidden hidden
 */
GMenuModel *
perch_menu_filter_new (GMenuModel *model, const char *const *hidden)
{
  PerchMenuFilter *self = NULL;

  g_return_val_if_fail (G_IS_MENU_MODEL (model), NULL);
  g_return_val_if_fail (hidden != NULL, NULL);

  self = g_object_new (PERCH_TYPE_MENU_FILTER, NULL);
  self->model = g_object_ref (model);
  self->hidden = g_strdupv ((GStrv) hidden);
  g_signal_connect_object (model, "items-changed", G_CALLBACK (g_menu_model_items_changed), self,
                           G_CONNECT_SWAPPED);
  return G_MENU_MODEL (self);
}
