/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "backend-manager/backend-manager.h"

G_BEGIN_DECLS

void perch_menu_show_quit (GMenu *menu, PerchBackendManager *manager);

G_END_DECLS
