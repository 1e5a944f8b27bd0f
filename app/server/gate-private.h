/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/server/request.h"

G_BEGIN_DECLS

/* What browsers are told about pages of other origins. */
void perch_cors_add_headers (SoupServerMessage *message, const char *origin);
gboolean perch_cors_is_preflight (SoupServerMessage *message, const char *origin);
void perch_cors_answer_preflight (PerchRequest *request);

G_END_DECLS
