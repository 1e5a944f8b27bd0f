/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <json-glib/json-glib.h>

#include "backend-manager/backend.h"

G_BEGIN_DECLS

void perch_backend_add_json (PerchBackend *backend, JsonBuilder *builder);

G_END_DECLS
