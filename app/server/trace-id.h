/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *perch_trace_id_new (void);
char *perch_trace_id_from_traceparent (const char *traceparent);

G_END_DECLS
