/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gio/gio.h>

#include "app/hooks/item.h"

G_BEGIN_DECLS

/**
 * PerchItemSource:
 * @items: (element-type PerchItem): where to add items
 * @owner: whose items they are
 *
 * Adds the items of one part of the program, as they are now.
 */
typedef void (*PerchItemSource) (GPtrArray *items, gpointer owner);

/**
 * PerchItemCallback:
 * @owner: who has registered it
 * @args: (nullable): what it was called with
 * @error: return location for what is wrong with @args, or went wrong
 *
 * Returns: whether it was done
 */
typedef gboolean (*PerchItemCallback) (gpointer owner, JsonNode *args, GError **error);

#define PERCH_TYPE_ITEM_REGISTRY (perch_item_registry_get_type ())
G_DECLARE_FINAL_TYPE (PerchItemRegistry, perch_item_registry, PERCH, ITEM_REGISTRY, GObject)

PerchItemRegistry *perch_item_registry_new (void);
void perch_item_registry_add_source (PerchItemRegistry *self,
                                     PerchItemSource source,
                                     gpointer owner);
void perch_item_registry_add_callback (PerchItemRegistry *self,
                                       const char *name,
                                       PerchItemCallback callback,
                                       gpointer owner);
GPtrArray *perch_item_registry_list (PerchItemRegistry *self);
GStrv perch_item_registry_list_callbacks (PerchItemRegistry *self);
PerchItem *perch_item_registry_find (PerchItemRegistry *self, const char *id, GError **error);
gboolean perch_item_registry_check (PerchItemRegistry *self,
                                    const char *id,
                                    PerchItemAction action,
                                    JsonNode *value,
                                    GError **error);
gboolean perch_item_registry_perform (PerchItemRegistry *self,
                                      const char *id,
                                      PerchItemAction action,
                                      JsonNode *value,
                                      GError **error);
gboolean perch_item_registry_check_callback (PerchItemRegistry *self,
                                             const char *name,
                                             GError **error);
gboolean perch_item_registry_call (PerchItemRegistry *self,
                                   const char *name,
                                   JsonNode *args,
                                   GError **error);

G_END_DECLS
