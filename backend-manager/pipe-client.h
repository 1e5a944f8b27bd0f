/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "backend-manager/backend-client.h"

G_BEGIN_DECLS

#define PERCH_TYPE_PIPE_CLIENT (perch_pipe_client_get_type ())
G_DECLARE_FINAL_TYPE (PerchPipeClient, perch_pipe_client, PERCH, PIPE_CLIENT, GObject)

PerchBackendClient *perch_pipe_client_new (const PerchBackendEndpoint *endpoint);

G_END_DECLS
