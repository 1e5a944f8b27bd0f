/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _PerchUnsaved PerchUnsaved;

PerchUnsaved *perch_unsaved_new (void);
void perch_unsaved_free (PerchUnsaved *self);
void perch_unsaved_hold (PerchUnsaved *self);
void perch_unsaved_release (PerchUnsaved *self);
void perch_unsaved_wait_async (PerchUnsaved *self,
                               GAsyncReadyCallback callback,
                               gpointer user_data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PerchUnsaved, perch_unsaved_free)

G_END_DECLS
