/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _PerchWaiters PerchWaiters;

PerchWaiters *perch_waiters_new (void);
void perch_waiters_free (PerchWaiters *self);
void perch_waiters_take (PerchWaiters *self, GTask *task);
void perch_waiters_succeed (PerchWaiters *self);
void perch_waiters_fail (PerchWaiters *self, const GError *error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PerchWaiters, perch_waiters_free)

G_END_DECLS
