/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gtk/gtk.h>

#include "backend-manager/backend-manager.h"

G_BEGIN_DECLS

void perch_log_choices_list_levels (GtkComboBoxText *levels);
void perch_log_choices_list_sources (GtkComboBoxText *sources, PerchBackendManager *manager);

G_END_DECLS
