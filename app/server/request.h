/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <json-glib/json-glib.h>
#include <libsoup/soup.h>

G_BEGIN_DECLS

#define PERCH_TYPE_REQUEST (perch_request_get_type ())
G_DECLARE_FINAL_TYPE (PerchRequest, perch_request, PERCH, REQUEST, GObject)

const char *perch_request_get_trace_id (PerchRequest *self);
gboolean perch_request_brought_trace_id (PerchRequest *self);
const char *perch_request_get_param (PerchRequest *self, guint index);
GCancellable *perch_request_get_cancellable (PerchRequest *self);
SoupServerMessage *perch_request_get_message (PerchRequest *self);
GBytes *perch_request_get_body (PerchRequest *self);
char *perch_request_take_body (PerchRequest *self, gsize *length);
JsonNode *perch_request_parse_body (PerchRequest *self);
gboolean perch_request_check_unused_body (PerchRequest *self);
gboolean perch_request_parse_query_uint (
    PerchRequest *self, const char *name, guint fallback, guint max, guint *value);

G_END_DECLS
