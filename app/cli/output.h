/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <json-glib/json-glib.h>

#include "app/cli/exit-status.h"

G_BEGIN_DECLS

gboolean perch_output_has_colour (void);
void perch_output_json (JsonNode *node);
PerchExitStatus perch_output_failure (gboolean json, JsonNode *reply, const GError *error);

G_END_DECLS
