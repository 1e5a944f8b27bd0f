/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What is begun or ended is over by then, and nobody has begun anything else. */
#define PERCH_MEMORY_SAVER_DELAY_MS 10000

typedef struct _PerchMemorySaver PerchMemorySaver;

PerchMemorySaver *perch_memory_saver_new (guint delay_ms);
void perch_memory_saver_arm (PerchMemorySaver *self);
void perch_memory_saver_free (PerchMemorySaver *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PerchMemorySaver, perch_memory_saver_free)

G_END_DECLS
