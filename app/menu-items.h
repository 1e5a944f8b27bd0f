/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/hooks/item-registry.h"
#include "app/menu.h"

G_BEGIN_DECLS

void perch_menu_items_list (PerchMenu *menu, GPtrArray *items);
void perch_menu_items_join (PerchItemRegistry *items, PerchMenu *menu);

G_END_DECLS
