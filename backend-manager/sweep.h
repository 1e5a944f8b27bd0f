/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

void perch_sweep_become_subreaper (void);
void perch_sweep_async (const char *guard,
                        const char *run_dir,
                        GAsyncReadyCallback callback,
                        gpointer user_data);
gboolean perch_sweep_finish (GAsyncResult *result, GError **error);

G_END_DECLS
