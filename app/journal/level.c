/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/journal/level.h"

#include <string.h>

static const char *const names[] = {
  [PERCH_LEVEL_DEBUG] = "debug",
  [PERCH_LEVEL_INFO] = "info",
  [PERCH_LEVEL_WARNING] = "warning",
  [PERCH_LEVEL_ERROR] = "error",
};
G_STATIC_ASSERT (G_N_ELEMENTS (names) == PERCH_LEVEL_LAST + 1);

/* What logging libraries call them. */
static const struct
{
  const char *word;
  PerchLevel level;
} words[] = {
  { "info", PERCH_LEVEL_INFO },       { "debug", PERCH_LEVEL_DEBUG },
  { "warning", PERCH_LEVEL_WARNING }, { "error", PERCH_LEVEL_ERROR },
  { "warn", PERCH_LEVEL_WARNING },    { "critical", PERCH_LEVEL_ERROR },
  { "trace", PERCH_LEVEL_DEBUG },     { "verbose", PERCH_LEVEL_DEBUG },
  { "notice", PERCH_LEVEL_INFO },     { "err", PERCH_LEVEL_ERROR },
  { "fatal", PERCH_LEVEL_ERROR },     { "panic", PERCH_LEVEL_ERROR },
  { "exception", PERCH_LEVEL_ERROR }, { "severe", PERCH_LEVEL_ERROR },
  { "emergency", PERCH_LEVEL_ERROR }, { "alert", PERCH_LEVEL_ERROR },
};

/**
 * perch_level_from_string:
 * @text: (array length=length): a word such as "WARN", in any case
 *
 * Returns: the level that the word means, or @fallback when it is none
 */
PerchLevel
perch_level_from_string (const char *text, gsize length, PerchLevel fallback)
{
  g_return_val_if_fail (text != NULL || length == 0, fallback);

  /* The first letter rules out most words, without a call. */
  for (gsize i = 0; length > 0 && i < G_N_ELEMENTS (words); i++)
    if (words[i].word[0] == (text[0] | 0x20) && strlen (words[i].word) == length &&
        g_ascii_strncasecmp (words[i].word, text, length) == 0)
      return words[i].level;

  return fallback;
}

/**
 * perch_level_to_string:
 *
 * Returns: (transfer none): the word for @level in both logs
 */
const char *
perch_level_to_string (PerchLevel level)
{
  g_return_val_if_fail (level <= PERCH_LEVEL_LAST, NULL);

  return names[level];
}
