/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "backend-manager/backend-manager.h"

G_BEGIN_DECLS

char *perch_menu_quit_label (PerchBackendManager *manager);
void perch_menu_show_quit (GMenu *menu, PerchBackendManager *manager);

G_END_DECLS
