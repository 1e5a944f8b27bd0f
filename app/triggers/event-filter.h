/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "backend-manager/json-fields.h"
#include "backend-manager/json-scan.h"

G_BEGIN_DECLS

typedef struct _PerchEventFilter PerchEventFilter;

PerchEventFilter *perch_event_filter_read (const PerchJsonFields *fields, GError **error);
void perch_event_filter_free (PerchEventFilter *self);
const char *perch_event_filter_get_event (const PerchEventFilter *self);
gboolean perch_event_filter_wants (const PerchEventFilter *self, PerchSlice name);
gboolean perch_event_filter_matches (const PerchEventFilter *self, JsonObject *event);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PerchEventFilter, perch_event_filter_free)

G_END_DECLS
