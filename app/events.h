/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/indicators.h"
#include "app/journal/journal.h"
#include "app/server/event-server.h"
#include "app/surfaces.h"
#include "backend-manager/backend-manager.h"

G_BEGIN_DECLS

#define PERCH_TYPE_EVENTS (perch_events_get_type ())
G_DECLARE_FINAL_TYPE (PerchEvents, perch_events, PERCH, EVENTS, GObject)

PerchEvents *perch_events_new (PerchBackendManager *manager, PerchJournal *journal, guint64 first);
void perch_events_watch_asks (PerchEvents *self, PerchAskQueue *asks);
void perch_events_watch_settings (PerchEvents *self, PerchSettings *settings);
void perch_events_watch_surfaces (PerchEvents *self, PerchSurfaces *surfaces);
void perch_events_watch_indicators (PerchEvents *self, PerchIndicators *indicators);
PerchEventHub *perch_events_get_hub (PerchEvents *self);
PerchEventServer *perch_events_get_server (PerchEvents *self);

G_END_DECLS
