/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "backend-manager/backend-manager.h"

G_BEGIN_DECLS

#define PERCH_TYPE_BACKEND_ACTIONS (perch_backend_actions_get_type ())
G_DECLARE_FINAL_TYPE (PerchBackendActions, perch_backend_actions, PERCH, BACKEND_ACTIONS, GObject)

PerchBackendActions *perch_backend_actions_new (PerchBackendManager *manager,
                                                PerchBackend *backend);
GActionGroup *perch_backend_actions_get_group (PerchBackendActions *self);

G_END_DECLS
