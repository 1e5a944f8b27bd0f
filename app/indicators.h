/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gio/gio.h>

#include "app/indicator.h"

G_BEGIN_DECLS

/* How many there can be: more rows than anybody looks at. */
#define PERCH_INDICATORS_MAX 32

#define PERCH_TYPE_INDICATORS (perch_indicators_get_type ())
G_DECLARE_FINAL_TYPE (PerchIndicators, perch_indicators, PERCH, INDICATORS, GObject)

PerchIndicators *perch_indicators_new (guint keep_ms);
gboolean perch_indicators_update (PerchIndicators *self,
                                  const PerchIndicatorUpdate *update,
                                  const char *backend,
                                  const char *trace_id,
                                  GError **error);
void perch_indicators_clear (PerchIndicators *self);
void perch_indicators_clear_backend (PerchIndicators *self, const char *backend);
guint perch_indicators_get_count (PerchIndicators *self);
const PerchIndicator *perch_indicators_get (PerchIndicators *self, guint index);

G_END_DECLS
