/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/server/event-hub.h"

G_BEGIN_DECLS

void perch_event_frames_add (GByteArray *frames, GBytes *event, guint batch);
void perch_event_frames_add_next (GByteArray *frames,
                                  PerchEventHub *hub,
                                  guint64 *cursor,
                                  guint batch);

G_END_DECLS
