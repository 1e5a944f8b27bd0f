/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <json-glib/json-glib.h>

#include "app/cli/exit-status.h"

G_BEGIN_DECLS

void perch_cli_set_error (const GError *cause, GError **error);
gboolean perch_cli_take_answer (JsonNode *answer,
                                const GError *cause,
                                JsonNode **reply,
                                GError **error);
gboolean perch_cli_call (
    const char *method, const char *path, guint timeout_s, JsonNode **reply, GError **error);
gboolean perch_cli_send (
    const char *path, const char *json, guint timeout_s, JsonNode **reply, GError **error);
gboolean perch_cli_put (
    const char *path, const char *json, guint timeout_s, JsonNode **reply, GError **error);
char *perch_cli_choose_backend (const char *name, GError **error);
char *perch_cli_backend_path (const char *name, const char *action);

G_END_DECLS
