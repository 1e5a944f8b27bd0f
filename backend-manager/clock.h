/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

gint64 perch_clock_boottime_us (void);
gint64 perch_clock_asleep_us (void);
char *perch_format_uptime (gint64 seconds);
char *perch_format_memory (guint64 bytes);

G_END_DECLS
