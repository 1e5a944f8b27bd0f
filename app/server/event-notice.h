/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/server/event-hub.h"

G_BEGIN_DECLS

GBytes *perch_event_notice_lost (guint64 n_lost, guint64 seq);
GBytes *perch_event_notice_restarted (guint64 seq);
GBytes *perch_event_notice_heartbeat (guint64 seq);

G_END_DECLS
