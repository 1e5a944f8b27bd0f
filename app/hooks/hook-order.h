/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/hooks/item-registry.h"

G_BEGIN_DECLS

typedef enum
{
  PERCH_HOOK_ORDER_ITEM,
  PERCH_HOOK_ORDER_CALLBACK,
  PERCH_HOOK_ORDER_EVENT,
} PerchHookOrderKind;

/**
 * PerchHookOrder:
 * @kind: what it is about
 * @action: what to do with an item
 * @name: the id of the item, or the name of the callback or the event
 * @value: (nullable): the value of the item, the arguments of the callback, or the payload of the
 *   event, which is an object
 *
 * What a script wants done.
 */
typedef struct
{
  PerchHookOrderKind kind;
  PerchItemAction action;
  char *name; /* (owned) */
  JsonNode *value; /* (owned) */
} PerchHookOrder;

PerchHookOrder *perch_hook_order_read (JsonObject *object, GError **error);
void perch_hook_order_free (PerchHookOrder *self);
const char *perch_hook_order_get_word (const PerchHookOrder *self);
gboolean perch_hook_order_check (const PerchHookOrder *self,
                                 PerchItemRegistry *items,
                                 GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PerchHookOrder, perch_hook_order_free)

G_END_DECLS
