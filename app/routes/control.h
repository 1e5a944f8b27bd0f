/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/journal/journal.h"
#include "app/routes/routes.h"
#include "app/server/event-server.h"
#include "backend-manager/backend-manager.h"

G_BEGIN_DECLS

typedef struct _PerchControl PerchControl;

PerchControl *perch_control_acquire (GError **error);
void perch_control_free (PerchControl *self);
gboolean perch_control_serve (PerchControl *self,
                              PerchBackendManager *manager,
                              PerchJournal *journal,
                              PerchEventServer *events,
                              PerchAskQueue *asks,
                              GActionGroup *actions,
                              const char *mode,
                              GError **error);
PerchRoutes *perch_control_get_routes (PerchControl *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PerchControl, perch_control_free)

G_END_DECLS
