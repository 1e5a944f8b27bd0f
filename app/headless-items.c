/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/headless-items.h"

#include "app/menu-asks.h"
#include "app/menu-items.h"
#include "app/menu-reset.h"

/* The menu that a headless Perch would have, so that scripts find the same items with and without a
 * display. Entries that need one are disabled. @menu is made for the first script that looks: it
 * follows all that happens, which is wasted on nobody. */
struct _PerchHeadlessItems
{
  GObject parent_instance;

  PerchBackendManager *manager; /* (owned) */
  GActionGroup *actions; /* (owned) */
  PerchIndicators *indicators; /* (owned) */
  PerchAskQueue *asks; /* (owned) */
  GStrv hidden; /* (owned) (nullable) */
  PerchMenu *menu; /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (PerchHeadlessItems, perch_headless_items, G_TYPE_OBJECT)

static void
make_menu (PerchHeadlessItems *self)
{
  g_autoptr (GMenuModel) questions = perch_menu_asks_new (self->asks);
  g_autoptr (GMenuModel) reset = perch_menu_reset_new ();

  self->menu = perch_menu_new (self->manager, self->actions);
  if (self->hidden != NULL)
    perch_menu_hide_entries (self->menu, (const char *const *) self->hidden);
  perch_menu_follow_indicators (self->menu, self->indicators);
  perch_menu_append (self->menu, questions);
  perch_menu_append (self->menu, reset);
}

static void
list_cb (GPtrArray *items, gpointer owner)
{
  PerchHeadlessItems *self = owner;

  if (self->menu == NULL)
    make_menu (self);
  perch_menu_items_list (self->menu, items);
}

static void
perch_headless_items_dispose (GObject *object)
{
  PerchHeadlessItems *self = PERCH_HEADLESS_ITEMS (object);

  g_clear_object (&self->menu);
  g_clear_object (&self->manager);
  g_clear_object (&self->actions);
  g_clear_object (&self->indicators);
  g_clear_object (&self->asks);
  g_clear_pointer (&self->hidden, g_strfreev);

  G_OBJECT_CLASS (perch_headless_items_parent_class)->dispose (object);
}

static void
perch_headless_items_class_init (PerchHeadlessItemsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = perch_headless_items_dispose;
}

static void
perch_headless_items_init (PerchHeadlessItems *self)
{
}

/**
 * perch_headless_items_new:
 * @items: where scripts look
 * @manager: the backends
 * @actions: what the application can do
 * @indicators: what programs want a person to see
 * @asks: the questions that are put to the person
 * @hidden: (nullable) (array zero-terminated=1): see perch_menu_hide_entries()
 *
 * Makes what the menu would have items, until the returned object is disposed.
 *
 * Returns: (transfer full):
 */
PerchHeadlessItems *
perch_headless_items_new (PerchItemRegistry *items,
                          PerchBackendManager *manager,
                          GActionGroup *actions,
                          PerchIndicators *indicators,
                          PerchAskQueue *asks,
                          const char *const *hidden)
{
  PerchHeadlessItems *self = NULL;

  g_return_val_if_fail (PERCH_IS_ITEM_REGISTRY (items), NULL);
  g_return_val_if_fail (PERCH_IS_BACKEND_MANAGER (manager), NULL);
  g_return_val_if_fail (G_IS_ACTION_GROUP (actions), NULL);
  g_return_val_if_fail (PERCH_IS_INDICATORS (indicators), NULL);
  g_return_val_if_fail (PERCH_IS_ASK_QUEUE (asks), NULL);

  self = g_object_new (PERCH_TYPE_HEADLESS_ITEMS, NULL);
  self->manager = g_object_ref (manager);
  self->actions = g_object_ref (actions);
  self->indicators = g_object_ref (indicators);
  self->asks = g_object_ref (asks);
  self->hidden = g_strdupv ((GStrv) hidden);
  perch_item_registry_add_source (items, list_cb, self);
  return self;
}
