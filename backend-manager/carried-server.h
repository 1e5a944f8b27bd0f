/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gio/gio.h>

#include "backend-manager/backend-kind.h"

G_BEGIN_DECLS

char *perch_carried_server_unpack (PerchBackendKind kind, const char *data_dir, GError **error);

G_END_DECLS
