/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "backend-manager/word-scan.h"

G_BEGIN_DECLS

/* What a request may have, see perch_json_check(), and room for what an answer has around it. */
#define PERCH_JSON_SCAN_MAX_DEPTH 128

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
  /* Mostly there is none, and the first comparison tells. */
  while (p < end && (guchar) *p <= ' ' && (*p == ' ' || *p == '\t' || *p == '\n' || *p == '\r'))
    p++;
  return p;
}

/* Returns: the first quote, backslash or control character from @p on; @end when there is none. */
static inline const char *
perch_json_skip_plain (const char *p, const char *end)
{
  for (; end - p >= 8; p += 8)
    {
      guint64 found = perch_word_special_in_json (perch_word_load (p));

      if (found != 0)
        return p + perch_word_first (found);
    }
  while (p < end && (guchar) *p >= 0x20 && *p != '"' && *p != '\\')
    p++;
  return p;
}

const char *perch_json_scan_long_string (const char *p, const char *end);
const char *perch_json_scan_value (const char *p, const char *end, guint depth);
gboolean perch_json_scan_member (const char *text,
                                 gsize length,
                                 const char *name,
                                 PerchSlice *value);
char *perch_slice_dup_string (PerchSlice slice);

/* Most names and many values end within eight bytes: those are seen here, without a call.
 *
 * Returns: (nullable): the byte behind the string whose quote is at @p */
static inline const char *
perch_json_scan_string (const char *p, const char *end)
{
  if (end - p > 8)
    {
      guint64 found = perch_word_special_in_json (perch_word_load (p + 1));

      if (found != 0 && p[1 + perch_word_first (found)] == '"')
        return p + 2 + perch_word_first (found);
    }
  return perch_json_scan_long_string (p, end);
}

/* Reads the name of an object's member, the colon, and the space around it.
 *
 * Returns: (nullable): where the value starts */
static inline const char *
perch_json_scan_key (const char *p, const char *end, PerchSlice *key)
{
  const char *start = p;

  if (p == end || *p != '"')
    return NULL;
  p = perch_json_scan_string (p, end);
  if (p == NULL)
    return NULL;
  *key = (PerchSlice){ start + 1, p - start - 2 };

  p = perch_json_skip_space (p, end);
  return p < end && *p == ':' ? perch_json_skip_space (p + 1, end) : NULL;
}

/* Reads what stands behind an element, and the space around it: a comma, or the end of the list.
 *
 * Returns: (nullable): the next element, or the byte behind @close */
static inline const char *
perch_json_scan_separator (const char *p, const char *end, char close, gboolean *done)
{
  p = perch_json_skip_space (p, end);
  if (p == end || (*p != ',' && *p != close))
    return NULL;
  *done = *p == close;
  return *done ? p + 1 : perch_json_skip_space (p + 1, end);
}

G_END_DECLS
