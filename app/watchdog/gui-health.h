/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/server/request.h"
#include "app/watchdog/beat.h"

G_BEGIN_DECLS

#define PERCH_GUI_HEALTH_PATH "/api/gui_health"

JsonBuilder *perch_gui_health_begin (gint64 busy_us, guint stall_ms, const char *answered_by);

G_END_DECLS
