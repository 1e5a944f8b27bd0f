/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

/* The scanner reads no byte that is not its own, finds only pieces of the line, and takes nothing
 * for a message that json-glib does not take for JSON. */

#include <json-glib/json-glib.h>
#include <string.h>

#include "backend-manager/message.h"

int LLVMFuzzerTestOneInput (const guint8 *data, size_t size);

static void
check_slice (PerchSlice slice, const char *line, gsize length)
{
  if (slice.text != NULL && (slice.text < line || slice.text + slice.length > line + length))
    g_error ("A slice lies outside of the line");
}

static void
check_string (PerchSlice slice, const char *line, gsize length)
{
  g_autofree char *text = perch_slice_dup_string (slice);

  check_slice (slice, line, length);
  if (text != NULL && !g_utf8_validate (text, -1, NULL))
    g_error ("A string is not UTF-8: %s", text);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  g_autoptr (JsonParser) parser = NULL;
  g_autofree char *line = g_memdup2 (data, size);
  PerchMessage message;

  /* The reader hands over nothing else; json-glib knows no NUL in a text. */
  if (size == 0 || !g_utf8_validate_len (line, size, NULL))
    return 0;

  if (perch_message_scan (line, size, &message) == PERCH_MESSAGE_TEXT)
    return 0;

  check_slice (message.id, line, size);
  check_string (message.name, line, size);
  check_string (message.level, line, size);
  check_string (message.message, line, size);
  check_string (message.trace_id, line, size);

  /* A surrogate without its other half is JSON by the grammar, but not for json-glib. */
  parser = json_parser_new ();
  if (!json_parser_load_from_data (parser, line, size, NULL) &&
      memmem (line, size, "\\ud", 3) == NULL && memmem (line, size, "\\uD", 3) == NULL)
    g_error ("json-glib does not take it: %.*s", (int) size, line);
  return 0;
}
