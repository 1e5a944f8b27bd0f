/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/approvals/ask-queue.h"
#include "app/approvals/standing-answers.h"
#include "app/config/settings.h"
#include "app/hooks/item-registry.h"
#include "app/indicators.h"
#include "app/journal/journal.h"
#include "app/server/event-server.h"
#include "app/server/surface.h"
#include "app/server/token.h"
#include "app/triggers/triggers.h"
#include "app/watchdog/pulse.h"
#include "backend-manager/backend-manager.h"

G_BEGIN_DECLS

typedef struct _PerchRoutes PerchRoutes;

PerchRoutes *perch_routes_new (PerchBackendManager *manager,
                               PerchJournal *journal,
                               GActionGroup *actions,
                               const char *mode);
void perch_routes_free (PerchRoutes *self);
void perch_routes_add_surface (PerchRoutes *self, PerchSurface *surface);
void perch_routes_remove_surface (PerchRoutes *self, PerchSurface *surface);
const GPtrArray *perch_routes_get_surfaces (PerchRoutes *self);
void perch_routes_set_token (PerchRoutes *self, PerchToken *token);
PerchToken *perch_routes_get_token (PerchRoutes *self);
void perch_routes_set_events (PerchRoutes *self, PerchEventServer *events);
void perch_routes_set_settings (PerchRoutes *self, PerchSettings *settings);
void perch_routes_set_indicators (PerchRoutes *self, PerchIndicators *indicators);
void perch_routes_set_pulse (PerchRoutes *self, PerchPulse *pulse);
void perch_routes_set_triggers (PerchRoutes *self, PerchTriggers *triggers);
void perch_routes_set_docs_file (PerchRoutes *self, const char *docs_file);
void perch_routes_set_asks (PerchRoutes *self, PerchAskQueue *asks);
void perch_routes_set_standing (PerchRoutes *self, PerchStandingAnswers *standing);
PerchLatencies *perch_routes_get_frames (PerchRoutes *self);
PerchItemRegistry *perch_routes_get_items (PerchRoutes *self);
PerchEventHub *perch_routes_get_hub (PerchRoutes *self);
void perch_routes_reset_session (PerchRoutes *self, PerchRequest *request);

/* What a surface answers: groups of routes. */
void perch_routes_add_bridge (PerchRoutes *self, PerchRouter *router);
void perch_routes_add_bridge_port (PerchRoutes *self, PerchRouter *router);
void perch_routes_add_listener_port (PerchRoutes *self, PerchRouter *router);

/* The groups, a file each. */
void perch_routes_add_answers (PerchRoutes *self, PerchRouter *router);
void perch_routes_add_app (PerchRoutes *self, PerchRouter *router);
void perch_routes_add_asks (PerchRoutes *self, PerchRouter *router);
void perch_routes_add_backends (PerchRoutes *self, PerchRouter *router);
void perch_routes_add_bridge_openapi (PerchRoutes *self, PerchRouter *router);
void perch_routes_add_call (PerchRoutes *self, PerchRouter *router);
void perch_routes_add_clipboard (PerchRoutes *self, PerchRouter *router);
void perch_routes_add_docs (PerchRoutes *self, PerchRouter *router);
void perch_routes_add_config (PerchRoutes *self, PerchRouter *router);
void perch_routes_add_events (PerchRoutes *self, PerchRouter *router);
void perch_routes_add_port_answers (PerchRoutes *self, PerchRouter *router);
void perch_routes_add_port_events (PerchRoutes *self, PerchRouter *router);
void perch_routes_add_health (PerchRoutes *self, PerchRouter *router);
void perch_routes_add_hooks (PerchRoutes *self, PerchRouter *router);
void perch_routes_add_hooks_comms (PerchRoutes *self, PerchRouter *router);
void perch_routes_add_hooks_diagnostics (PerchRoutes *self, PerchRouter *router);
void perch_routes_add_hooks_events (PerchRoutes *self, PerchRouter *router);
void perch_routes_add_hooks_gui (PerchRoutes *self, PerchRouter *router);
void perch_routes_add_hooks_health (PerchRoutes *self, PerchRouter *router);
void perch_routes_add_hooks_openapi (PerchRoutes *self, PerchRouter *router);
void perch_routes_add_hooks_performance (PerchRoutes *self, PerchRouter *router);
void perch_routes_add_hooks_session (PerchRoutes *self, PerchRouter *router);
void perch_routes_add_hooks_tickets (PerchRoutes *self, PerchRouter *router);
void perch_routes_add_indicators (PerchRoutes *self, PerchRouter *router);
void perch_routes_add_listener (PerchRoutes *self, PerchRouter *router);
void perch_routes_add_listener_openapi (PerchRoutes *self, PerchRouter *router);
void perch_routes_add_metrics (PerchRoutes *self, PerchRouter *router);
void perch_routes_add_standing (PerchRoutes *self, PerchRouter *router);
void perch_routes_add_status (PerchRoutes *self, PerchRouter *router);
void perch_routes_add_tab_info (PerchRoutes *self, PerchRouter *router);
void perch_routes_add_triggers (PerchRoutes *self, PerchRouter *router);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PerchRoutes, perch_routes_free)

G_END_DECLS
