/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gio/gio.h>

#include "app/server/event-hub.h"

G_BEGIN_DECLS

typedef struct _PerchEventFanOut PerchEventFanOut;

/**
 * PerchEventFanOutFunc:
 * @member: who was removed, since it has to be sent to by itself
 * @cursor: number of the event that goes next
 * @rest: (nullable): what the kernel did not take of the frames that were sent last; %NULL when the
 *   connection is broken
 * @length: of @rest, in bytes; 0 when the member has missed something
 */
typedef void (*PerchEventFanOutFunc) (gpointer member,
                                      guint64 cursor,
                                      const guint8 *rest,
                                      gsize length);

PerchEventFanOut *perch_event_fan_out_new (PerchEventHub *hub, PerchEventFanOutFunc dropped);
void perch_event_fan_out_free (PerchEventFanOut *self);
void perch_event_fan_out_add (PerchEventFanOut *self, guint batch, int fd, gpointer member);
void perch_event_fan_out_remove (PerchEventFanOut *self, gpointer member, guint64 *cursor);
void perch_event_fan_out_pump (PerchEventFanOut *self);
void perch_event_fan_out_send (PerchEventFanOut *self, GBytes *event);

G_END_DECLS
