/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _PerchLatencies PerchLatencies;

PerchLatencies *perch_latencies_new (void);
void perch_latencies_free (PerchLatencies *self);
void perch_latencies_add (PerchLatencies *self, gint64 duration_us);
guint64 perch_latencies_get_n (PerchLatencies *self);
gint64 perch_latencies_get_max (PerchLatencies *self);
gint64 perch_latencies_get_percentile (PerchLatencies *self, guint percent);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PerchLatencies, perch_latencies_free)

G_END_DECLS
