/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/approvals/ask-queue.h"
#include "app/hooks/item-registry.h"
#include "app/indicators.h"
#include "backend-manager/backend-manager.h"

G_BEGIN_DECLS

#define PERCH_TYPE_HEADLESS_ITEMS (perch_headless_items_get_type ())
G_DECLARE_FINAL_TYPE (PerchHeadlessItems, perch_headless_items, PERCH, HEADLESS_ITEMS, GObject)

PerchHeadlessItems *perch_headless_items_new (PerchItemRegistry *items,
                                              PerchBackendManager *manager,
                                              GActionGroup *actions,
                                              PerchIndicators *indicators,
                                              PerchAskQueue *asks,
                                              const char *const *hidden);

G_END_DECLS
