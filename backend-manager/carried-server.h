/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gio/gio.h>

#include "backend-manager/backend-kind.h"

G_BEGIN_DECLS

const PerchBackendKind *perch_carried_server_list_kinds (gsize *n_kinds);
char *perch_carried_server_unpack (PerchBackendKind kind, const char *data_dir, GError **error);

G_END_DECLS
