/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/json-scan.h"

#include <string.h>

/* A scanner that checks and finds, and builds nothing: whole words at a time where it can. The
 * functions take a pointer to the first byte of something and one to the end of the text, and
 * return the byte behind it, or %NULL when it is not valid JSON (RFC 8259). */

#define REPLACEMENT 0xfffd

static const char *
scan_escape (const char *p, const char *end)
{
  if (end - p < 2)
    return NULL;

  switch (p[1])
    {
    case '"':
    case '\\':
    case '/':
    case 'b':
    case 'f':
    case 'n':
    case 'r':
    case 't':
      return p + 2;
    case 'u':
      if (end - p < 6)
        return NULL;
      for (guint i = 2; i < 6; i++)
        if (!g_ascii_isxdigit (p[i]))
          return NULL;
      return p + 6;
    default:
      return NULL;
    }
}

/**
 * perch_json_scan_long_string:
 *
 * perch_json_scan_string() without its short cut.
 *
 * Returns: (transfer none) (nullable): the byte behind the string whose quote is at @p
 */
const char *
perch_json_scan_long_string (const char *p, const char *end)
{
  p++;
  for (;;)
    {
      p = perch_json_skip_plain (p, end);
      if (p == end || (guchar) *p < 0x20)
        return NULL;
      if (*p == '"')
        return p + 1;
      p = scan_escape (p, end);
      if (p == NULL)
        return NULL;
    }
}

static inline const char *
scan_digits (const char *p, const char *end)
{
  const char *start = p;

  while (p < end && *p >= '0' && *p <= '9')
    p++;
  return p > start ? p : NULL;
}

static const char *
scan_number (const char *p, const char *end)
{
  if (*p == '-')
    p++;
  if (p < end && *p == '0')
    p++;
  else
    p = scan_digits (p, end);

  if (p != NULL && p < end && *p == '.')
    p = scan_digits (p + 1, end);

  if (p != NULL && p < end && (*p == 'e' || *p == 'E'))
    {
      p++;
      if (p < end && (*p == '+' || *p == '-'))
        p++;
      p = scan_digits (p, end);
    }
  return p;
}

static const char *
scan_word (const char *p, const char *end, const char *word)
{
  gsize length = strlen (word);

  return (gsize) (end - p) >= length && memcmp (p, word, length) == 0 ? p + length : NULL;
}

static const char *
scan_object (const char *p, const char *end, guint depth)
{
  PerchSlice key;
  gboolean done = FALSE;

  p = perch_json_skip_space (p + 1, end);
  if (p < end && *p == '}')
    return p + 1;

  while (p != NULL && !done)
    {
      p = perch_json_scan_key (p, end, &key);
      if (p != NULL)
        p = perch_json_scan_value (p, end, depth);
      if (p != NULL)
        p = perch_json_scan_separator (p, end, '}', &done);
    }
  return p;
}

static const char *
scan_array (const char *p, const char *end, guint depth)
{
  gboolean done = FALSE;

  p = perch_json_skip_space (p + 1, end);
  if (p < end && *p == ']')
    return p + 1;

  while (p != NULL && !done)
    {
      p = perch_json_scan_value (p, end, depth);
      if (p != NULL)
        p = perch_json_scan_separator (p, end, ']', &done);
    }
  return p;
}

/**
 * perch_json_scan_value:
 * @depth: how many objects and arrays stand around the value;
 *   %PERCH_JSON_SCAN_MAX_DEPTH at most
 *
 * Returns: (transfer none) (nullable): the byte behind the value
 */
const char *
perch_json_scan_value (const char *p, const char *end, guint depth)
{
  if (p == end)
    return NULL;

  if (*p == '"') /* most often, and then without the jump of a switch */
    return perch_json_scan_string (p, end);

  switch (*p)
    {
    case '{':
      return depth < PERCH_JSON_SCAN_MAX_DEPTH ? scan_object (p, end, depth + 1) : NULL;
    case '[':
      return depth < PERCH_JSON_SCAN_MAX_DEPTH ? scan_array (p, end, depth + 1) : NULL;
    case 't':
      return scan_word (p, end, "true");
    case 'f':
      return scan_word (p, end, "false");
    case 'n':
      return scan_word (p, end, "null");
    default:
      return scan_number (p, end);
    }
}

/**
 * perch_json_scan_member:
 * @text: (array length=length): valid JSON
 * @value: (out): the raw JSON of the member; not written when it is not there
 *
 * Finds a member of an object; of two with the same name it is the last.
 *
 * Returns: whether @text is an object that has it
 */
gboolean
perch_json_scan_member (const char *text, gsize length, const char *name, PerchSlice *value)
{
  const char *end = text + length;
  const char *p = perch_json_skip_space (text, end);
  gboolean done = FALSE;
  gboolean found = FALSE;

  if (p == end || *p != '{')
    return FALSE;
  p = perch_json_skip_space (p + 1, end);
  while (p != NULL && !done)
    {
      PerchSlice key;
      const char *start = perch_json_scan_key (p, end, &key);

      p = start != NULL ? perch_json_scan_value (start, end, 1) : NULL;
      if (p != NULL && key.length == strlen (name) && memcmp (key.text, name, key.length) == 0)
        {
          *value = (PerchSlice){ start, (gsize) (p - start) };
          found = TRUE;
        }
      if (p != NULL)
        p = perch_json_scan_separator (p, end, '}', &done);
    }
  return found;
}

/* The four digits were checked by scan_escape(). */
static gunichar
read_hex (const char *p)
{
  gunichar value = 0;

  for (guint i = 0; i < 4; i++)
    value = value * 16 + g_ascii_xdigit_value (p[i]);
  return value;
}

/* @p is at the "u" of an escape. A surrogate without its other half, and NUL, which a C string
 * can't hold, become U+FFFD. */
static const char *
append_unicode (GString *text, const char *p, const char *end)
{
  gunichar c = read_hex (p + 1);

  p += 5;
  if (c >= 0xd800 && c < 0xdc00 && end - p >= 6 && p[0] == '\\' && p[1] == 'u')
    {
      gunichar low = read_hex (p + 2);

      if (low >= 0xdc00 && low < 0xe000)
        {
          g_string_append_unichar (text, 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00));
          return p + 6;
        }
    }

  g_string_append_unichar (text, c == 0 || (c >= 0xd800 && c < 0xe000) ? REPLACEMENT : c);
  return p;
}

/**
 * perch_slice_dup_string:
 * @slice: what stands between the quotes of a string that was scanned
 *
 * Returns: (transfer full) (nullable): the text with its escapes resolved; %NULL for a slice that
 *   is not there
 */
char *
perch_slice_dup_string (PerchSlice slice)
{
  const char *p = slice.text;
  const char *end;
  GString *text = NULL;

  if (slice.text == NULL)
    return NULL;

  end = slice.text + slice.length;
  text = g_string_sized_new (slice.length);
  while (p < end)
    {
      const char *backslash = memchr (p, '\\', end - p);
      gsize plain = (backslash != NULL ? backslash : end) - p;

      g_string_append_len (text, p, plain);
      p += plain;
      if (backslash == NULL)
        break;

      switch (*++p)
        {
        case 'b':
          g_string_append_c (text, '\b');
          break;
        case 'f':
          g_string_append_c (text, '\f');
          break;
        case 'n':
          g_string_append_c (text, '\n');
          break;
        case 'r':
          g_string_append_c (text, '\r');
          break;
        case 't':
          g_string_append_c (text, '\t');
          break;
        case 'u':
          p = append_unicode (text, p, end);
          continue;
        default:
          g_string_append_c (text, *p);
          break;
        }
      p++;
    }
  return g_string_free (text, FALSE);
}
