/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <json-glib/json-glib.h>

#include "app/cli/exit-status.h"

G_BEGIN_DECLS

PerchExitStatus perch_ask_print_result (JsonNode *reply, gboolean json);
PerchExitStatus perch_ask_list_pending (gboolean json);
PerchExitStatus perch_ask_respond (const char *id,
                                   gboolean approved,
                                   const char *response,
                                   gboolean json);

G_END_DECLS
