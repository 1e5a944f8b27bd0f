/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/json-check.h"
#include "backend-manager/json-scan.h"
#include "backend-manager/text.h"

#include <errno.h>
#include <math.h>
#include <string.h>

/* @closers holds the bracket that closes each open array and object, outermost first; @depth of
 * them are in use. @at never leaves [@text, @end]. The member fields serve
 * perch_json_find_member():
 * @in_member is set while @at is within the value of the outermost object's member @wanted. */
typedef struct
{
  const char *text;
  const char *end;
  const char *at;
  char closers[PERCH_JSON_CHECK_MAX_DEPTH];
  guint depth;

  const char *wanted; /* (nullable) */
  gboolean in_member;
  const char *member_start; /* (nullable) */
  const char *member_end; /* (nullable) */
  const char *last_end; /* (nullable): end of the last value in the outermost object */
} Scan;

static gboolean
fail (const Scan *scan, const char *at, const char *what, GError **error)
{
  const char *line_start = at;
  guint line = 1;

  while (line_start > scan->text && line_start[-1] != '\n')
    line_start--;
  for (const char *p = scan->text; p < line_start; p++)
    line += *p == '\n';
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "%u:%ld: %s", line,
               g_utf8_strlen (line_start, at - line_start) + 1, what);
  return FALSE;
}

static gboolean
fail_expected (const Scan *scan, const char *expected, GError **error)
{
  g_autofree char *found = NULL;
  g_autofree char *shown = NULL;
  g_autofree char *what = NULL;

  if (scan->at == scan->end)
    {
      what = g_strdup_printf ("expected %s, found the end of the text", expected);
      return fail (scan, scan->at, what, error);
    }
  found = g_strndup (scan->at, g_utf8_next_char (scan->at) - scan->at);
  shown = *found == '\0' ? g_strdup ("\\x00") : perch_text_escape (found);
  what = g_strdup_printf ("expected %s, found “%s”", expected, shown);
  return fail (scan, scan->at, what, error);
}

static char
peek (const Scan *scan)
{
  return scan->at < scan->end ? *scan->at : '\0';
}

static void
skip_space (Scan *scan)
{
  while (peek (scan) != '\0' && strchr (" \t\r\n", *scan->at) != NULL)
    scan->at++;
}

static gboolean
read_unit (Scan *scan, guint *unit)
{
  *unit = 0;
  if (scan->end - scan->at < 6 || scan->at[0] != '\\' || scan->at[1] != 'u')
    return FALSE;
  for (guint i = 2; i < 6; i++)
    {
      if (!g_ascii_isxdigit (scan->at[i]))
        return FALSE;
      *unit = *unit * 16 + (guint) g_ascii_xdigit_value (scan->at[i]);
    }
  scan->at += 6;
  return TRUE;
}

static gboolean
scan_escape (Scan *scan, GError **error)
{
  const char *start = scan->at;
  guint unit = 0;
  guint low = 0;

  if (scan->end - start >= 2 && start[1] != '\0' && strchr ("\"\\/bfnrt", start[1]) != NULL)
    {
      scan->at += 2;
      return TRUE;
    }
  if (!read_unit (scan, &unit))
    return fail (scan, start, "there is no such escape in JSON", error);
  if (unit == 0)
    return fail (scan, start, "a string must not hold the character \\u0000", error);
  if (unit < 0xd800 || unit > 0xdfff)
    return TRUE;
  if (unit > 0xdbff || !read_unit (scan, &low) || low < 0xdc00 || low > 0xdfff)
    return fail (scan, start, "this is half of a surrogate pair", error);
  return TRUE;
}

static gboolean
scan_string (Scan *scan, GError **error)
{
  const char *start = scan->at;

  scan->at = perch_json_skip_plain (start + 1, scan->end);
  while (scan->at < scan->end && *scan->at != '"')
    {
      if ((guchar) *scan->at < 0x20)
        return fail (scan, scan->at, "a string must not hold a line end or control character",
                     error);
      if (!scan_escape (scan, error))
        return FALSE;
      scan->at = perch_json_skip_plain (scan->at, scan->end);
    }
  if (scan->at == scan->end)
    return fail (scan, start, "this string has no end", error);
  scan->at++;
  return TRUE;
}

static gboolean
scan_digits (Scan *scan, GError **error)
{
  if (!g_ascii_isdigit (peek (scan)))
    return fail_expected (scan, "a digit", error);
  while (g_ascii_isdigit (peek (scan)))
    scan->at++;
  return TRUE;
}

/* Numbers that would not come through json-glib as they are, such as an integer over 64 bits, are
 * refused here: it wraps them round without a word. */
static gboolean
scan_number (Scan *scan, GError **error)
{
  const char *start = scan->at;
  gboolean whole = TRUE;
  g_autofree char *number = NULL;

  if (peek (scan) == '-')
    scan->at++;
  if (peek (scan) == '0')
    scan->at++;
  else if (!scan_digits (scan, error))
    return FALSE;
  if (g_ascii_isdigit (peek (scan)) || peek (scan) == 'x')
    return fail (scan, start, "a number must not start with 0", error);
  if (peek (scan) == '.')
    {
      whole = FALSE;
      scan->at++;
      if (!scan_digits (scan, error))
        return FALSE;
    }
  if (peek (scan) == 'e' || peek (scan) == 'E')
    {
      whole = FALSE;
      scan->at++;
      if (peek (scan) == '+' || peek (scan) == '-')
        scan->at++;
      if (!scan_digits (scan, error))
        return FALSE;
    }

  number = g_strndup (start, scan->at - start);
  if (whole && !g_ascii_string_to_signed (number, 10, G_MININT64, G_MAXINT64, NULL, NULL))
    return fail (scan, start, "this integer does not fit into 64 bits", error);
  if (!whole && !isfinite (g_ascii_strtod (number, NULL)))
    return fail (scan, start, "this number is too big", error);
  return TRUE;
}

static gboolean
scan_word (Scan *scan, GError **error)
{
  static const char *const words[] = { "true", "false", "null" };

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    {
      gsize length = strlen (words[i]);

      if ((gsize) (scan->end - scan->at) >= length && memcmp (scan->at, words[i], length) == 0)
        {
          scan->at += length;
          return TRUE;
        }
    }
  return fail_expected (scan, "a value", error);
}

/* Reads `"name":` */
static gboolean
scan_key (Scan *scan, GError **error)
{
  const char *start = NULL;
  gsize length = 0;

  skip_space (scan);
  start = scan->at;
  if (peek (scan) != '"')
    return fail_expected (scan, "a name in double quotes", error);
  if (!scan_string (scan, error))
    return FALSE;
  length = scan->at - start - 2;
  if (scan->depth == 1)
    scan->in_member = scan->wanted != NULL && strlen (scan->wanted) == length &&
                      memcmp (start + 1, scan->wanted, length) == 0;
  skip_space (scan);
  if (peek (scan) != ':')
    return fail_expected (scan, "“:”", error);
  scan->at++;
  return TRUE;
}

/* Reads a value; of an array or object that is not empty only the opening bracket and the first
 * key: @opened says that what follows is a value again. */
static gboolean
scan_value (Scan *scan, gboolean *opened, GError **error)
{
  char c = '\0';

  skip_space (scan);
  c = peek (scan);
  if (scan->in_member && scan->depth == 1)
    scan->member_start = scan->at;
  *opened = FALSE;
  if (c == '"')
    return scan_string (scan, error);
  if (c == '-' || g_ascii_isdigit (c))
    return scan_number (scan, error);
  if (c != '{' && c != '[')
    return scan_word (scan, error);

  if (scan->depth == PERCH_JSON_CHECK_MAX_DEPTH)
    return fail (scan, scan->at, "more than 100 levels of brackets", error);
  scan->at++;
  skip_space (scan);
  if (peek (scan) == (c == '{' ? '}' : ']'))
    {
      scan->at++;
      return TRUE;
    }
  scan->closers[scan->depth++] = c == '{' ? '}' : ']';
  *opened = TRUE;
  return c == '[' || scan_key (scan, error);
}

/* Stands right after a value: closes what ends here, and goes on to the next value if @more. */
static gboolean
scan_after_value (Scan *scan, gboolean *more, GError **error)
{
  *more = FALSE;
  while (scan->depth > 0)
    {
      char closer = scan->closers[scan->depth - 1];

      if (scan->depth == 1 && closer == '}')
        {
          scan->last_end = scan->at;
          if (scan->in_member)
            scan->member_end = scan->at;
        }
      skip_space (scan);
      if (peek (scan) == ',')
        {
          scan->at++;
          *more = TRUE;
          return closer == ']' || scan_key (scan, error);
        }
      if (peek (scan) != closer)
        return fail_expected (scan, closer == '}' ? "“,” or “}”" : "“,” or “]”", error);
      scan->at++;
      scan->depth--;
    }
  skip_space (scan);
  return scan->at == scan->end || fail_expected (scan, "the end of the text", error);
}

static gboolean
scan_text (Scan *scan, GError **error)
{
  gboolean more = TRUE;

  while (more)
    {
      gboolean opened = FALSE;

      if (!scan_value (scan, &opened, error))
        return FALSE;
      if (!opened && !scan_after_value (scan, &more, error))
        return FALSE;
    }
  return TRUE;
}

/**
 * perch_json_check:
 * @text: (array length=length): valid UTF-8, without a byte order mark
 *
 * Checks that @text is JSON (RFC 8259) and can be read with json-glib without loss. json-glib alone
 * won't do for text that a person or a stranger wrote: it takes comments, octal numbers and single
 * quotes, turns 18446744073709551616 into some other number, cuts strings at `\u0000`, and
 * crashes on some ten thousand brackets, having used up the stack. Not checked here, but
 * by perch_json_parse(): duplicate keys.
 *
 * Errors are of %G_IO_ERROR_INVALID_DATA, and say LINE:COLUMN, what was found and what was
 * expected.
 *
 * Returns: whether it is
 */
gboolean
perch_json_check (const char *text, gsize length, GError **error)
{
  Scan scan = { .text = text, .at = text, .end = text + length };

  g_return_val_if_fail (text != NULL, FALSE);

  return scan_text (&scan, error);
}

/**
 * perch_json_find_member:
 * @text: (array length=length): an object that perch_json_check() let pass
 * @name: name of a member of this object, spelled without escapes
 * @start: (out): where its value starts, or where a new member goes when there is none
 * @end: (out): where its value ends; same as @start when there is none
 *
 * For changing one value in a file and leaving the rest as the person wrote it. A new member goes
 * behind the last one, or behind the opening bracket when there is none.
 *
 * Returns: whether there is such a member
 */
gboolean
perch_json_find_member (const char *text, gsize length, const char *name, gsize *start, gsize *end)
{
  Scan scan = { .text = text, .at = text, .end = text + length, .wanted = name };

  g_return_val_if_fail (text != NULL, FALSE);
  g_return_val_if_fail (name != NULL, FALSE);
  g_return_val_if_fail (start != NULL && end != NULL, FALSE);

  if (scan_text (&scan, NULL) && scan.member_end != NULL)
    {
      *start = scan.member_start - text;
      *end = scan.member_end - text;
      return TRUE;
    }

  if (scan.last_end == NULL)
    scan.last_end = text + strcspn (text, "{") + 1;
  *start = *end = scan.last_end - text;
  return FALSE;
}

/**
 * perch_json_join_lines:
 * @text: (array length=length): what perch_json_check() let pass
 *
 * Makes one line of @text, in place and without a change of what it says: outside of strings a line
 * end is just white space, and inside it can't stand.
 */
void
perch_json_join_lines (char *text, gsize length)
{
  static const char ends[] = { '\n', '\r' };

  g_return_if_fail (text != NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (ends); i++)
    for (char *p = memchr (text, ends[i], length); p != NULL;
         p = memchr (p, ends[i], length - (gsize) (p - text)))
      *p = ' ';
}
