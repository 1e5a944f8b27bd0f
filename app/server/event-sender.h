/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/server/event-hub.h"
#include "app/server/websocket.h"

G_BEGIN_DECLS

/**
 * PerchEventSender:
 * @hub: where the events are
 * @socket: where they go
 * @cursor: number of the event that goes next: all a client needs of what waits for it
 * @joined: the newest event when the client began to get them
 * @restarted: whether it must be told first that it has named an event of an earlier Perch
 * @batch: how many events it takes in one frame, as an array; 0 for one object a frame
 * @budget: bytes that it may be behind before it loses the oldest
 *
 * A client's place among the events. It owns nothing.
 */
typedef struct
{
  PerchEventHub *hub;
  PerchWebsocket *socket;
  guint64 cursor;
  guint64 joined;
  gboolean restarted;
  guint batch;
  gsize budget;
} PerchEventSender;

gboolean perch_event_sender_has_next (const PerchEventSender *self);
gboolean perch_event_sender_send_next (PerchEventSender *self);

G_END_DECLS
