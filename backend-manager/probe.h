/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "backend-manager/backend-client.h"

G_BEGIN_DECLS

void perch_probe_async (PerchBackendClient *client,
                        const PerchBackendEndpoint *endpoint,
                        GPid owner,
                        guint timeout_ms,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data);
gboolean perch_probe_finish (GAsyncResult *result, GError **error);

G_END_DECLS
