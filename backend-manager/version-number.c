/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/version-number.h"

#include <string.h>

/* Returns: the number that @text starts with, and moves @text behind it and a dot */
static guint64
take_number (const char **text)
{
  char *end = NULL;
  guint64 number = g_ascii_isdigit (**text) ? g_ascii_strtoull (*text, &end, 10) : 0;

  if (end == NULL)
    *text += strlen (*text); /* what has no numbers, as a "rc1", says nothing here */
  else
    *text = *end == '.' ? end + 1 : end;
  return number;
}

/**
 * perch_version_number_compare:
 * @a: a version, such as "3.11.2"
 * @b: another one
 *
 * Compares number by number; what is missing counts as 0, and what is no number as nothing.
 *
 * Returns: less than 0, 0 or more than 0, as strcmp()
 */
int
perch_version_number_compare (const char *a, const char *b)
{
  g_return_val_if_fail (a != NULL && b != NULL, 0);

  while (*a != '\0' || *b != '\0')
    {
      guint64 number_a = take_number (&a);
      guint64 number_b = take_number (&b);

      if (number_a != number_b)
        return number_a < number_b ? -1 : 1;
    }
  return 0;
}

/**
 * perch_version_number_starts_with:
 * @version: a version, such as "3.11.2"
 * @start: its first numbers, such as "3.11"
 *
 * Returns: whether they are
 */
gboolean
perch_version_number_starts_with (const char *version, const char *start)
{
  gsize length = 0;

  g_return_val_if_fail (version != NULL && start != NULL, FALSE);

  length = strlen (start);
  return g_str_has_prefix (version, start) && (version[length] == '\0' || version[length] == '.');
}
