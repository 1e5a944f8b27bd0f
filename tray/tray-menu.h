/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define PERCH_TYPE_TRAY_MENU (perch_tray_menu_get_type ())
G_DECLARE_FINAL_TYPE (PerchTrayMenu, perch_tray_menu, PERCH, TRAY_MENU, GObject)

PerchTrayMenu *perch_tray_menu_new (void);
void perch_tray_menu_set_model (PerchTrayMenu *self, GMenuModel *model, GActionGroup *actions);
gboolean perch_tray_menu_update (PerchTrayMenu *self, gboolean may_rebuild);
GtkMenu *perch_tray_menu_get_widget (PerchTrayMenu *self);
GtkWidget *perch_tray_menu_get_secondary (PerchTrayMenu *self);

G_END_DECLS
