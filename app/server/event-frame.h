/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/server/event-hub.h"

G_BEGIN_DECLS

GBytes *perch_event_frame_batch (PerchEventHub *hub,
                                 guint64 *cursor,
                                 guint max_events,
                                 gsize max_bytes);
GBytes *perch_event_frame_wrap (GBytes *event);
GBytes *perch_event_frame_lost (guint64 n_lost, guint64 seq);
GBytes *perch_event_frame_restarted (guint64 seq);
GBytes *perch_event_frame_heartbeat (guint64 seq);

G_END_DECLS
