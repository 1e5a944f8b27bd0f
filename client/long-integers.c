/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "client/long-integers.h"

#include <string.h>

/* The largest integer of 64 bits, and how far from zero the smallest one is. */
#define LARGEST "9223372036854775807"
#define SMALLEST "9223372036854775808"
#define DIGITS (sizeof LARGEST - 1)

static const char *
skip_string (const char *text, const char *end)
{
  for (text++; text < end && *text != '"'; text++)
    if (*text == '\\')
      text++;
  return MIN (text + 1, end);
}

static const char *
skip_number (const char *text, const char *end)
{
  while (text < end && (g_ascii_isdigit (*text) || *text == '-' || *text == '+' || *text == '.' ||
                        *text == 'e' || *text == 'E'))
    text++;
  return text;
}

static gboolean
is_long_integer (const char *number, gsize length)
{
  gboolean negative = *number == '-';
  const char *digits = negative ? number + 1 : number;
  gsize n_digits = negative ? length - 1 : length;

  for (gsize i = 0; i < n_digits; i++)
    if (!g_ascii_isdigit (digits[i]))
      return FALSE;
  if (n_digits != DIGITS)
    return n_digits > DIGITS;
  return memcmp (digits, negative ? SMALLEST : LARGEST, DIGITS) > 0;
}

/* Returns: where the next integer of more than 64 bits ends, or %NULL */
static const char *
find_end (const char *text, const char *end)
{
  while (text < end)
    {
      const char *start = text;

      if (*text == '"')
        text = skip_string (text, end);
      else if (g_ascii_isdigit (*text) || *text == '-')
        text = skip_number (text, end);
      else
        text++;
      if (*start != '"' && is_long_integer (start, text - start))
        return text;
    }
  return NULL;
}

/**
 * perch_client_mark_long_integers:
 * @text: (array length=length): JSON, an object
 *
 * json-glib reads integers of more than 64 bits as quite another number. This makes them
 * fractions, as which it reads them to sixteen digits, like a browser.
 *
 * Returns: (transfer full) (nullable): the same JSON; %NULL where no integer is so long
 */
char *
perch_client_mark_long_integers (const char *text, gsize length)
{
  const char *end = text + length;
  const char *rest = text;
  GString *marked = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  for (const char *found = find_end (text, end); found != NULL; found = find_end (found, end))
    {
      if (marked == NULL)
        marked = g_string_sized_new (length + 64);
      g_string_append_len (marked, rest, found - rest);
      g_string_append (marked, ".0");
      rest = found;
    }
  if (marked == NULL)
    return NULL;
  g_string_append_len (marked, rest, end - rest);
  return g_string_free (marked, FALSE);
}
