/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "backend-manager/backend-client.h"

G_BEGIN_DECLS

GBytes *perch_floats_build_params (const char *handle_id);
const char *perch_floats_get_method (guint dimensions);
void perch_floats_by_call_async (PerchBackendClient *client,
                                 const char *handle_id,
                                 guint dimensions,
                                 guint timeout_ms,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);

G_END_DECLS
