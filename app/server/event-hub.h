/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <json-glib/json-glib.h>

#include "app/server/event-json.h"

G_BEGIN_DECLS

/* How many events are kept for who comes back. */
#define PERCH_EVENT_HUB_KEPT 1024

typedef struct _PerchEventHub PerchEventHub;

/**
 * PerchEventHubFunc:
 *
 * Called when there is something new, however much it is: twice in a turn of the main loop at most.
 */
typedef void (*PerchEventHubFunc) (gpointer user_data);

PerchEventHub *perch_event_hub_new (void);
void perch_event_hub_set_first (PerchEventHub *self, guint64 first);
void perch_event_hub_free (PerchEventHub *self);
void perch_event_hub_publish (PerchEventHub *self, const PerchEvent *event);
void perch_event_hub_tell (PerchEventHub *self);
void perch_event_hub_announce (PerchEventHub *self,
                               const char *name,
                               const char *trace_id,
                               JsonNode *payload);
void perch_event_hub_add_listener (PerchEventHub *self, PerchEventHubFunc func, gpointer user_data);
void perch_event_hub_remove_listener (PerchEventHub *self, gpointer user_data);
guint64 perch_event_hub_get_first (PerchEventHub *self);
guint64 perch_event_hub_get_newest (PerchEventHub *self);
guint64 perch_event_hub_get_oldest (PerchEventHub *self);
GBytes *perch_event_hub_peek (PerchEventHub *self, guint64 seq);
guint64 perch_event_hub_skip (PerchEventHub *self, guint64 seq, guint64 since, gsize budget);
guint64 perch_event_hub_get_n_lost (PerchEventHub *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PerchEventHub, perch_event_hub_free)

G_END_DECLS
