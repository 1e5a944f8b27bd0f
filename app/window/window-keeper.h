/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/hooks/item.h"
#include "app/window/window-tabs.h"

G_BEGIN_DECLS

#define PERCH_TYPE_WINDOW_KEEPER (perch_window_keeper_get_type ())
G_DECLARE_FINAL_TYPE (PerchWindowKeeper, perch_window_keeper, PERCH, WINDOW_KEEPER, GObject)

PerchWindowKeeper *perch_window_keeper_new (const PerchWindowSources *sources);
void perch_window_keeper_show (PerchWindowKeeper *self);
void perch_window_keeper_show_page (PerchWindowKeeper *self, const char *tab, const char *backend);
GtkWindow *perch_window_keeper_get_window (PerchWindowKeeper *self);
void perch_window_keeper_list_items (PerchWindowKeeper *self, GPtrArray *items);

G_END_DECLS
