/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _PerchProcessEnd PerchProcessEnd;

PerchProcessEnd *perch_process_end_new (int pid);
void perch_process_end_free (PerchProcessEnd *self);
gboolean perch_process_end_wait (PerchProcessEnd *self, guint timeout_s);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PerchProcessEnd, perch_process_end_free)

G_END_DECLS
