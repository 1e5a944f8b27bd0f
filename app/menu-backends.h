/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/action-mux.h"
#include "backend-manager/backend-manager.h"

G_BEGIN_DECLS

#define PERCH_TYPE_MENU_BACKENDS (perch_menu_backends_get_type ())
G_DECLARE_FINAL_TYPE (PerchMenuBackends, perch_menu_backends, PERCH, MENU_BACKENDS, GObject)

PerchMenuBackends *perch_menu_backends_new (PerchBackendManager *manager, PerchActionMux *actions);
GMenuModel *perch_menu_backends_get_model (PerchMenuBackends *self);
void perch_menu_backends_refresh (PerchMenuBackends *self);

G_END_DECLS
