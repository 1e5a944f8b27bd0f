/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * PerchItemAction:
 * @PERCH_ITEM_CLICK: what a click does
 * @PERCH_ITEM_SET_VALUE: gives it a value of the type that it has
 * @PERCH_ITEM_SELECT_TAB: puts one of its tabs in front
 * @PERCH_ITEM_SELECT_LIST_ITEM: selects one row of it
 *
 * What can be done with an item.
 */
typedef enum
{
  PERCH_ITEM_CLICK = 1 << 0,
  PERCH_ITEM_SET_VALUE = 1 << 1,
  PERCH_ITEM_SELECT_TAB = 1 << 2,
  PERCH_ITEM_SELECT_LIST_ITEM = 1 << 3,
} PerchItemAction;

typedef struct _PerchItem PerchItem;

/**
 * PerchItemFunc:
 * @item: an item that is enabled
 * @action: one of its actions
 * @value: (nullable): one that fits; %NULL for a click
 *
 * Does what a person would do.
 */
typedef void (*PerchItemFunc) (const PerchItem *item, PerchItemAction action, GVariant *value);

/**
 * PerchItem:
 * @id: its name for programs, which never changes
 * @label: what a person reads on it, without mnemonic
 * @enabled: whether a person can use it now
 * @actions: what can be done with it, a #PerchItemAction for each bit; 0 if it is only to be read
 * @value: (nullable): a boolean or a string
 * @choices: (nullable): what can be selected
 * @perform: (nullable): does it
 * @target: (nullable): for @perform
 *
 * Something that a person sees or uses, as it is at one moment. Its owner lists it anew each time.
 */
struct _PerchItem
{
  char *id; /* (owned) */
  char *label; /* (owned) */
  gboolean enabled;
  guint actions;
  GVariant *value; /* (owned) */
  GStrv choices; /* (owned) */
  PerchItemFunc perform;
  GObject *target; /* (owned) */
};

PerchItem *perch_item_new (const char *id, const char *label);
void perch_item_free (PerchItem *self);
void perch_item_set_value (PerchItem *self, GVariant *value);
void perch_item_take_choices (PerchItem *self, GStrv choices);
void perch_item_accept (PerchItem *self, guint actions, PerchItemFunc perform, gpointer target);
GVariant *perch_item_read_value (const PerchItem *self,
                                 PerchItemAction action,
                                 JsonNode *node,
                                 GError **error);
void perch_item_add_json (const PerchItem *self, JsonBuilder *builder);
void perch_item_add_value (const PerchItem *self, JsonBuilder *builder);
const char *perch_item_action_to_string (PerchItemAction action);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PerchItem, perch_item_free)

G_END_DECLS
