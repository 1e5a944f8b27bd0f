/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* With the NUL behind it. */
#define PERCH_TRACEPARENT_CHARS 56

void perch_traceparent_write (char *text, const char *trace_id);

G_END_DECLS
