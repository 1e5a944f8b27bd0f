/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _PerchAwait PerchAwait;

PerchAwait *perch_await_new (void);
void perch_await_free (PerchAwait *self);
void perch_await_ready_cb (GObject *source, GAsyncResult *result, gpointer user_data);
GAsyncResult *perch_await_result (PerchAwait *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PerchAwait, perch_await_free)

G_END_DECLS
