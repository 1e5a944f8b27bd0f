/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/journal/journal-escape.h"

#include "backend-manager/word-scan.h"

#define REPLACEMENT "\xef\xbf\xbd" /* U+FFFD */

/* How many bytes at the start of @text are printable ASCII that needs no escape; @in_json, quotes
 * and backslashes need one. Nearly all that is logged is nothing but that. */
static inline gsize
plain_prefix (const char *text, gsize length, gboolean in_json)
{
  gsize n = 0;

  for (; length - n >= 8; n += 8)
    {
      guint64 word = perch_word_load (text + n);
      guint64 found =
          (word & PERCH_HIGH_BITS) | perch_word_below (word, 0x20) | perch_word_equal (word, 0x7f);

      if (in_json)
        found |= perch_word_equal (word, '"') | perch_word_equal (word, '\\');
      if (found != 0)
        return n + perch_word_first (found);
    }

  for (; n < length; n++)
    {
      guchar c = text[n];

      if (c < 0x20 || c >= 0x7f || (in_json && (c == '"' || c == '\\')))
        break;
    }
  return n;
}

/**
 * perch_journal_is_plain:
 * @text: (array length=length): any bytes
 *
 * Returns: whether @text is printable ASCII that stays as it is in both logs
 */
gboolean
perch_journal_is_plain (const char *text, gsize length)
{
  return plain_prefix (text, length, TRUE) == length;
}

/* Controls of the upper half, which some terminals obey, what changes the direction of the text
 * around it, and line ends that some viewers know. */
static gboolean
is_unsafe (gunichar c)
{
  return c < 0xa0 || c == 0x61c || c == 0x200e || c == 0x200f || (c >= 0x2028 && c <= 0x202e) ||
         (c >= 0x2066 && c <= 0x2069);
}

/* Appends what @text starts with, which is not plain: one byte of ASCII, a byte that is not valid,
 * or a character.
 * Returns: how many bytes that was */
static gsize
append_special (GString *out, const char *text, gsize length, gboolean in_json)
{
  guchar byte = text[0];
  gunichar c = byte < 0x80 ? byte : g_utf8_get_char_validated (text, length);

  if (c == (gunichar) -1 || c == (gunichar) -2)
    {
      g_string_append (out, REPLACEMENT);
      return 1;
    }

  if (in_json && (byte == '"' || byte == '\\'))
    {
      g_string_append_c (out, '\\');
      g_string_append_c (out, byte);
    }
  else if (byte == '\n' || byte == '\r')
    g_string_append (out, byte == '\n' ? "\\n" : "\\r");
  else if (byte == '\t')
    g_string_append (out, in_json ? "\\t" : "\t");
  else if (byte < 0x80)
    g_string_append_printf (out, in_json ? "\\u%04x" : "\\x%02x", byte);
  else if (!in_json && is_unsafe (c))
    g_string_append_printf (out, "\\u%04x", c);
  else
    g_string_append_len (out, text, g_utf8_skip[byte]);

  return byte < 0x80 ? 1 : g_utf8_skip[byte];
}

static inline void
append (GString *out, const char *text, gsize length, gboolean in_json)
{
  for (;;)
    {
      gsize plain = plain_prefix (text, length, in_json);
      gsize special;

      g_string_append_len (out, text, plain);
      if (plain == length)
        return;
      special = append_special (out, text + plain, length - plain, in_json);
      text += plain + special;
      length -= plain + special;
    }
}

/**
 * perch_journal_append_text:
 * @text: (array length=length): any bytes
 *
 * Appends @text so that it stays one line and a terminal only shows it: control characters other
 * than the tab, and marks that change the direction, are written as escapes in the manner of C;
 * each byte that is not part of valid UTF-8 becomes U+FFFD.
 */
void
perch_journal_append_text (GString *out, const char *text, gsize length)
{
  append (out, text, length, FALSE);
}

/**
 * perch_journal_append_json:
 * @text: (array length=length): any bytes
 *
 * Appends @text as the inside of a JSON string; each byte that is not part of valid UTF-8 becomes
 * U+FFFD.
 */
void
perch_journal_append_json (GString *out, const char *text, gsize length)
{
  append (out, text, length, TRUE);
}
