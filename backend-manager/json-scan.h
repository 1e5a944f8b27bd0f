/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A piece of a scanned text; @text is %NULL when it is not there. Of a string it is what stands
 * between the quotes, escapes included; of anything else the raw JSON. */
typedef struct
{
  const char *text;
  gsize length;
} PerchSlice;

/* Returns: the first byte from @p on that is no white space; @end when there is none. */
static inline const char *
perch_json_skip_space (const char *p, const char *end)
{
  while (p < end && (*p == ' ' || *p == '\t' || *p == '\n' || *p == '\r'))
    p++;
  return p;
}

const char *perch_json_scan_key (const char *p, const char *end, PerchSlice *key);
const char *perch_json_scan_value (const char *p, const char *end, guint depth);
const char *perch_json_scan_separator (const char *p, const char *end, char close, gboolean *done);
char *perch_slice_dup_string (PerchSlice slice);

G_END_DECLS
