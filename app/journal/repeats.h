/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/journal/journal-entry.h"

G_BEGIN_DECLS

/* So many identical lines are taken within so long a time. */
#define PERCH_REPEATS_TAKEN 10
#define PERCH_REPEATS_WINDOW_US (5 * G_USEC_PER_SEC)

typedef struct _PerchRepeats PerchRepeats;
typedef void (*PerchRepeatsFunc) (const PerchJournalEntry *note, gpointer user_data);

PerchRepeats *perch_repeats_new (PerchRepeatsFunc func, gpointer user_data);
void perch_repeats_free (PerchRepeats *self);
gboolean perch_repeats_pass (PerchRepeats *self, const PerchJournalEntry *entry);
gboolean perch_repeats_has_unsaid (const PerchRepeats *self);
void perch_repeats_tell (PerchRepeats *self, gint64 now_us, gboolean all);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PerchRepeats, perch_repeats_free)

G_END_DECLS
