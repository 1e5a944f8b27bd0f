/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/server/event-client.h"
#include "app/server/request.h"

G_BEGIN_DECLS

typedef struct _PerchEventServer PerchEventServer;

void perch_event_limits_init (PerchEventLimits *limits);

PerchEventServer *perch_event_server_new (PerchEventHub *hub, const PerchEventLimits *limits);
void perch_event_server_say_goodbye (PerchEventServer *self);
void perch_event_server_free (PerchEventServer *self);
void perch_event_server_accept (PerchEventServer *self,
                                PerchRequest *request,
                                PerchEventTokenCheck check,
                                gpointer check_data);
PerchEventHub *perch_event_server_get_hub (PerchEventServer *self);
guint perch_event_server_get_n_clients (PerchEventServer *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PerchEventServer, perch_event_server_free)

G_END_DECLS
