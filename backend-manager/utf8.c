/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/utf8.h"

#include <string.h>

#include "backend-manager/word-scan.h"

#define REPLACEMENT "\xef\xbf\xbd" /* U+FFFD */

/**
 * perch_utf8_is_ascii:
 * @text: (array length=length): any bytes
 *
 * The first look at every line, so it takes 32 bytes a step.
 *
 * Returns: whether no byte of @text has its high bit set
 */
gboolean
perch_utf8_is_ascii (const char *text, gsize length)
{
  for (; length >= 32; text += 32, length -= 32)
    {
      guint64 any = perch_word_load (text) | perch_word_load (text + 8) |
                    perch_word_load (text + 16) | perch_word_load (text + 24);

      if ((any & PERCH_HIGH_BITS) != 0)
        return FALSE;
    }

  for (; length >= 8; text += 8, length -= 8)
    if ((perch_word_load (text) & PERCH_HIGH_BITS) != 0)
      return FALSE;

  for (gsize i = 0; i < length; i++)
    if ((guchar) text[i] >= 0x80)
      return FALSE;

  return TRUE;
}

/**
 * perch_utf8_valid_prefix:
 * @text: (array length=length): any bytes
 *
 * Unlike g_utf8_validate_len(), a NUL byte counts as the character it is.
 *
 * Returns: how many bytes at the start of @text are valid UTF-8; @length when all are
 */
gsize
perch_utf8_valid_prefix (const char *text, gsize length)
{
  const char *limit = text + length;
  const char *end = text;

  if (perch_utf8_is_ascii (text, length))
    return length;

  while (!g_utf8_validate_len (end, limit - end, &end) && *end == '\0')
    end++;

  return end - text;
}

/**
 * perch_utf8_cut:
 * @text: (array length=length): any bytes
 * @max_length: how many bytes there is room for
 *
 * Finds where to cut a text that may be too long, without cutting through a character.
 *
 * Returns: @length when it fits, else the start of the character that does not fit any more
 */
gsize
perch_utf8_cut (const char *text, gsize length, gsize max_length)
{
  gsize cut = max_length;

  if (length <= max_length)
    return length;

  /* A character has at most three bytes that continue it; more than that is no UTF-8 anyhow. */
  while (cut > 0 && max_length - cut < 3 && ((guchar) text[cut] & 0xc0) == 0x80)
    cut--;

  return ((guchar) text[cut] & 0xc0) == 0x80 ? max_length : cut;
}

/**
 * perch_utf8_repair:
 * @text: (array length=length): any bytes
 *
 * Returns: (transfer full): @text with U+FFFD in place of each byte that is not part of valid UTF-8
 */
GString *
perch_utf8_repair (const char *text, gsize length)
{
  GString *repaired = g_string_sized_new (length + sizeof REPLACEMENT);

  for (;;)
    {
      gsize valid = perch_utf8_valid_prefix (text, length);

      g_string_append_len (repaired, text, valid);
      if (valid == length)
        return repaired;
      g_string_append (repaired, REPLACEMENT);
      text += valid + 1;
      length -= valid + 1;
    }
}
