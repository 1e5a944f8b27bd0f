/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _PerchDeadlines PerchDeadlines;

/* One thing that has to happen in time: a field of the struct that waits for it. The fields are
 * private; zeroed means "no deadline". */
typedef struct
{
  GList link;
  gint64 at_us;
} PerchDeadline;

/**
 * PerchDeadlineFunc:
 * @owner: what was given to perch_deadlines_set()
 *
 * Called once for a deadline that has passed; it is cleared before the call.
 */
typedef void (*PerchDeadlineFunc) (gpointer owner);

PerchDeadlines *perch_deadlines_new (PerchDeadlineFunc passed);
void perch_deadlines_free (PerchDeadlines *self);
void perch_deadlines_set (PerchDeadlines *self,
                          PerchDeadline *deadline,
                          gpointer owner,
                          guint after_ms);
void perch_deadlines_clear (PerchDeadlines *self, PerchDeadline *deadline);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PerchDeadlines, perch_deadlines_free)

G_END_DECLS
