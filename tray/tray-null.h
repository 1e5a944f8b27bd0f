/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "tray/tray.h"

G_BEGIN_DECLS

#define PERCH_TYPE_TRAY_NULL (perch_tray_null_get_type ())
G_DECLARE_FINAL_TYPE (PerchTrayNull, perch_tray_null, PERCH, TRAY_NULL, GObject)

PerchTray *perch_tray_null_new (void);
PerchTrayStatus perch_tray_null_get_status (PerchTrayNull *self);
const char *perch_tray_null_get_title (PerchTrayNull *self);
GMenuModel *perch_tray_null_get_menu (PerchTrayNull *self);
GActionGroup *perch_tray_null_get_actions (PerchTrayNull *self);
void perch_tray_null_set_host (PerchTrayNull *self, PerchTrayHost host);
void perch_tray_null_set_menu_open (PerchTrayNull *self, gboolean menu_open);

G_END_DECLS
