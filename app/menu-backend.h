/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/backend-actions.h"

G_BEGIN_DECLS

#define PERCH_TYPE_MENU_BACKEND (perch_menu_backend_get_type ())
G_DECLARE_FINAL_TYPE (PerchMenuBackend, perch_menu_backend, PERCH, MENU_BACKEND, GObject)

PerchMenuBackend *perch_menu_backend_new (PerchBackendManager *manager,
                                          PerchBackend *backend,
                                          const char *id_prefix);
PerchBackend *perch_menu_backend_get_backend (PerchMenuBackend *self);
const char *perch_menu_backend_get_prefix (PerchMenuBackend *self);
GMenuModel *perch_menu_backend_get_model (PerchMenuBackend *self);
PerchBackendActions *perch_menu_backend_get_actions (PerchMenuBackend *self);
void perch_menu_backend_refresh (PerchMenuBackend *self);

G_END_DECLS
