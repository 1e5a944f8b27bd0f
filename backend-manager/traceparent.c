/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/traceparent.h"

/**
 * perch_traceparent_write:
 * @text: (out caller-allocates): room for %PERCH_TRACEPARENT_CHARS
 * @trace_id: 32 hex digits
 *
 * Writes the header that lets a trace go on in a backend, as the W3C has it: version, trace, a span
 * of its own, which must not be 0, and that it is to be kept.
 */
void
perch_traceparent_write (char *text, const char *trace_id)
{
  g_snprintf (text, PERCH_TRACEPARENT_CHARS, "00-%s-%08x%08x-01", trace_id, g_random_int () | 1,
              g_random_int ());
}
