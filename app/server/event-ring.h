/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _PerchEventRing PerchEventRing;

PerchEventRing *perch_event_ring_new (guint max_events, gsize max_bytes);
void perch_event_ring_free (PerchEventRing *self);
void perch_event_ring_set_first (PerchEventRing *self, guint64 first);
void perch_event_ring_keep (PerchEventRing *self, GBytes *json);
guint64 perch_event_ring_get_first (PerchEventRing *self);
guint64 perch_event_ring_get_newest (PerchEventRing *self);
guint64 perch_event_ring_get_oldest (PerchEventRing *self);
GBytes *perch_event_ring_peek (PerchEventRing *self, guint64 seq);
guint64 perch_event_ring_skip (PerchEventRing *self, guint64 seq, guint64 since, gsize budget);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PerchEventRing, perch_event_ring_free)

G_END_DECLS
