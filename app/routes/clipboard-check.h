/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * PerchFragmentType:
 * @PERCH_FRAGMENT_TEXT: plain text, a string
 * @PERCH_FRAGMENT_HTML: a string
 * @PERCH_FRAGMENT_IMAGE: base64, in a string
 * @PERCH_FRAGMENT_FILES: an array of paths or addresses
 */
typedef enum
{
  PERCH_FRAGMENT_TEXT,
  PERCH_FRAGMENT_HTML,
  PERCH_FRAGMENT_IMAGE,
  PERCH_FRAGMENT_FILES,
} PerchFragmentType;

/**
 * PerchClipboardSummary:
 * @count: how many fragments
 * @types: of which types they are: a bit `1 << type` for each
 * @bytes: how long their contents are, as they stand in the JSON
 *
 * What may be told of a clipboard without telling what is in it.
 */
typedef struct
{
  guint count;
  guint types;
  gsize bytes;
} PerchClipboardSummary;

gboolean perch_clipboard_check (const char *text,
                                gsize length,
                                PerchClipboardSummary *summary,
                                GError **error);
void perch_clipboard_summary_add (const PerchClipboardSummary *summary, JsonBuilder *builder);

G_END_DECLS
