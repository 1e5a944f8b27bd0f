/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _PerchCallDeadline PerchCallDeadline;

PerchCallDeadline *perch_call_deadline_new (guint timeout_ms, GCancellable *caller);
void perch_call_deadline_free (PerchCallDeadline *self);
void perch_call_deadline_follow (PerchCallDeadline *self, GCancellable *client);
GCancellable *perch_call_deadline_get_cancellable (PerchCallDeadline *self);
const GError *perch_call_deadline_get_error (PerchCallDeadline *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PerchCallDeadline, perch_call_deadline_free)

G_END_DECLS
