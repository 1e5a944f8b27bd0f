/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/text.h"

#include <string.h>

#define MAX_WORD 64

/**
 * perch_text_escape:
 * @bytes: a path, an argument or any other string from outside, in no particular encoding
 *
 * Makes @bytes fit for a message: bytes that are no UTF-8 and characters that would change how the
 * rest of the message looks (line ends, terminal escapes, direction marks) are shown as `\xNN`.
 *
 * Returns: (transfer full): valid UTF-8 on one line
 */
char *
perch_text_escape (const char *bytes)
{
  GString *text = NULL;

  g_return_val_if_fail (bytes != NULL, NULL);

  text = g_string_new (NULL);
  while (*bytes != '\0')
    {
      gunichar c = g_utf8_get_char_validated (bytes, -1);
      gboolean invalid = c == (gunichar) -1 || c == (gunichar) -2;
      gsize length = invalid ? 1 : (gsize) g_unichar_to_utf8 (c, NULL);

      if (!invalid && (g_unichar_isprint (c) && g_unichar_type (c) != G_UNICODE_FORMAT))
        g_string_append_len (text, bytes, length);
      else
        for (gsize i = 0; i < length; i++)
          g_string_append_printf (text, "\\x%02x", (guchar) bytes[i]);
      bytes += length;
    }
  return g_string_free (text, FALSE);
}

/* Number of letters to insert, drop or exchange to make @b of @a. Words are short: one row of the
 * usual table is enough, and it fits on the stack. */
static guint
distance (const char *a, const char *b)
{
  guint row[MAX_WORD + 1];
  gsize length = strlen (b);

  for (guint j = 0; j <= length; j++)
    row[j] = j;
  for (guint i = 0; a[i] != '\0'; i++)
    {
      guint diagonal = row[0];

      row[0] = i + 1;
      for (gsize j = 0; j < length; j++)
        {
          guint exchanged = diagonal + (g_ascii_tolower (a[i]) != g_ascii_tolower (b[j]));

          diagonal = row[j + 1];
          row[j + 1] = MIN (exchanged, MIN (row[j], diagonal) + 1);
        }
    }
  return row[length];
}

/**
 * perch_text_nearest:
 * @word: what somebody wrote
 * @words: (array zero-terminated=1): what would have been right; each at most 64 bytes
 *
 * For "did you mean" in messages.
 *
 * Returns: (transfer none) (nullable): the one of @words that @word was probably meant to be
 */
const char *
perch_text_nearest (const char *word, const char *const *words)
{
  const char *nearest = NULL;
  guint best = 0;

  g_return_val_if_fail (word != NULL, NULL);
  g_return_val_if_fail (words != NULL, NULL);

  if (strlen (word) > MAX_WORD)
    return NULL;

  /* One slip in three letters, and one more for two that changed places (which are two steps):
   * "prot" is near "port", "id" is not near "on". */
  best = strlen (word) / 3 + 2;
  for (; *words != NULL; words++)
    {
      guint steps = strlen (*words) <= MAX_WORD ? distance (word, *words) : best;

      if (steps < best)
        {
          nearest = *words;
          best = steps;
        }
    }
  return nearest;
}
