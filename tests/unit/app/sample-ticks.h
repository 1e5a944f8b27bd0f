/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/server/event-hub.h"

G_BEGIN_DECLS

void sample_ticks_publish (PerchEventHub *hub, guint n_events);

G_END_DECLS
