/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/server/request.h"

G_BEGIN_DECLS

/* libsoup has no names for them. */
#define PERCH_STATUS_UPGRADE_REQUIRED 426
#define PERCH_STATUS_TOO_MANY_REQUESTS 429

JsonBuilder *perch_reply_begin (void);
void perch_reply_end (PerchRequest *request, JsonBuilder *builder);
void perch_reply_json (PerchRequest *request, guint status, JsonNode *node);
void perch_reply_bytes (PerchRequest *request, guint status, const char *type, GBytes *body);
void perch_reply_error (PerchRequest *request,
                        guint status,
                        const char *code,
                        const char *format,
                        ...) G_GNUC_PRINTF (4, 5);
void perch_reply_retry_later (PerchRequest *request);
void perch_reply_failure (PerchRequest *request,
                          guint status,
                          const char *code,
                          const char *message,
                          const char *const *last_error);

G_END_DECLS
