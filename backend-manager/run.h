/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "backend-manager/backend.h"
#include "backend-manager/guard-client.h"

G_BEGIN_DECLS

#define PERCH_TYPE_RUN (perch_run_get_type ())
G_DECLARE_FINAL_TYPE (PerchRun, perch_run, PERCH, RUN, GObject)

PerchRun *perch_run_new (const PerchGuardLaunch *launch, GError **error);
PerchGuardClient *perch_run_get_guard (PerchRun *self);
gboolean perch_run_send_line (PerchRun *self, const char *line, gsize length, GError **error);
gboolean perch_run_send_pieces (
    PerchRun *self, guint tag, GBytes *const *pieces, guint n_pieces, GError **error);
void perch_run_withdraw (PerchRun *self, guint tag);

G_END_DECLS
