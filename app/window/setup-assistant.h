/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gtk/gtk.h>

#include "app/config/settings.h"
#include "backend-manager/backend-manager.h"

G_BEGIN_DECLS

#define PERCH_TYPE_SETUP_ASSISTANT (perch_setup_assistant_get_type ())
G_DECLARE_FINAL_TYPE (PerchSetupAssistant, perch_setup_assistant, PERCH, SETUP_ASSISTANT, GtkWindow)

GtkWidget *perch_setup_assistant_new (PerchSettings *settings,
                                      PerchBackendManager *manager,
                                      const char *profiles_dir,
                                      GIcon *icon);
void perch_setup_assistant_list_items (PerchSetupAssistant *self, GPtrArray *items);

G_END_DECLS
