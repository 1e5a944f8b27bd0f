/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "backend-manager/backend-client.h"
#include "backend-manager/run.h"

G_BEGIN_DECLS

#define PERCH_TYPE_STDIO_CLIENT (perch_stdio_client_get_type ())
G_DECLARE_FINAL_TYPE (PerchStdioClient, perch_stdio_client, PERCH, STDIO_CLIENT, GObject)

PerchBackendClient *perch_stdio_client_new (PerchRun *run);

G_END_DECLS
