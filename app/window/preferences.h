/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gtk/gtk.h>

#include "app/config/settings.h"
#include "backend-manager/backend-manager.h"

G_BEGIN_DECLS

#define PERCH_TYPE_PREFERENCES (perch_preferences_get_type ())
G_DECLARE_FINAL_TYPE (PerchPreferences, perch_preferences, PERCH, PREFERENCES, GtkWindow)

GtkWidget *perch_preferences_new (PerchSettings *settings,
                                  PerchBackendManager *manager,
                                  const char *profiles_dir);
void perch_preferences_list_items (PerchPreferences *self, GPtrArray *items);

G_END_DECLS
