/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _PerchCalls PerchCalls;

/**
 * PerchCallsFunc:
 * @id: of a call whose caller has left, or has waited long enough
 *
 * Called before the task of the call returns: whoever sent the request may still be able to take it
 * back.
 */
typedef void (*PerchCallsFunc) (guint id, gpointer user_data);

PerchCalls *perch_calls_new (PerchCallsFunc given_up, gpointer user_data);
void perch_calls_free (PerchCalls *self);
guint perch_calls_take (PerchCalls *self, GTask *task, guint timeout_ms);
void perch_calls_drop (PerchCalls *self, guint id, const GError *error);
gboolean perch_calls_answer (PerchCalls *self, const char *line, gsize length);
gboolean perch_calls_answer_cut (PerchCalls *self, const char *line, gsize length);
void perch_calls_fail_all (PerchCalls *self, const GError *error);
GBytes *perch_calls_format (guint id, const char *method, const char *trace_id);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PerchCalls, perch_calls_free)

G_END_DECLS
