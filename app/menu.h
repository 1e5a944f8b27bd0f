/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/indicators.h"
#include "backend-manager/backend-manager.h"
#include "tray/tray.h"

G_BEGIN_DECLS

#define PERCH_TYPE_MENU (perch_menu_get_type ())
G_DECLARE_FINAL_TYPE (PerchMenu, perch_menu, PERCH, MENU, GObject)

PerchMenu *perch_menu_new (PerchBackendManager *manager, GActionGroup *app_actions);
void perch_menu_follow_indicators (PerchMenu *self, PerchIndicators *indicators);
void perch_menu_hide_entries (PerchMenu *self, const char *const *ids);
GMenuModel *perch_menu_get_model (PerchMenu *self);
GActionGroup *perch_menu_get_actions (PerchMenu *self);
gboolean perch_menu_get_active (PerchMenu *self);
void perch_menu_set_active (PerchMenu *self, gboolean active);
void perch_menu_refresh (PerchMenu *self);
void perch_menu_append (PerchMenu *self, GMenuModel *section);
void perch_menu_attach (PerchMenu *self, PerchTray *tray);

G_END_DECLS
