/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <libsoup/soup.h>

#include "client/perch-client.h"

/* What the files of the library know of each other. */

G_BEGIN_DECLS

GError *perch_client_error_new_refused (JsonNode *reply);
GError *perch_client_error_new_for_cause (const GError *cause);

SoupSession *perch_client_open_session (PerchClient *self, guint timeout_s);
SoupMessage *perch_client_build_message (PerchClient *self,
                                         const char *method,
                                         const char *scheme,
                                         const char *path);
const char *perch_client_get_token (PerchClient *self);

G_END_DECLS
