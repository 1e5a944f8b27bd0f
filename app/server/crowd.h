/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/server/connection.h"
#include "app/server/server-limits.h"

G_BEGIN_DECLS

typedef struct _PerchCrowd PerchCrowd;

PerchCrowd *perch_crowd_new (const PerchLimits *limits);
void perch_crowd_free (PerchCrowd *self);
void perch_crowd_set_limits (PerchCrowd *self, const PerchLimits *limits);
gboolean perch_crowd_enter (PerchCrowd *self, PerchConnection *connection);
void perch_crowd_leave (PerchCrowd *self, PerchConnection *connection);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PerchCrowd, perch_crowd_free)

G_END_DECLS
