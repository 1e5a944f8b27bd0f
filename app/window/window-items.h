/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/hooks/item-registry.h"
#include "app/window/window-keeper.h"

G_BEGIN_DECLS

void perch_window_items_join (PerchItemRegistry *items, PerchWindowKeeper *keeper);

G_END_DECLS
