/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _PerchBeat PerchBeat;

PerchBeat *perch_beat_new (void);
PerchBeat *perch_beat_ref (PerchBeat *self);
void perch_beat_unref (PerchBeat *self);
void perch_beat_set_busy (PerchBeat *self, gint64 since_us);
gint64 perch_beat_get_busy_us (PerchBeat *self, gint64 now_us);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PerchBeat, perch_beat_unref)

G_END_DECLS
