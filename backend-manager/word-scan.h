/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>
#include <string.h>

G_BEGIN_DECLS

/* Tests on eight bytes at once, the first of them in the lowest bits. A test sets the high bit of
 * each byte that it finds. It may also set those of later bytes, so only the first one counts. */

#define PERCH_EACH_BYTE(byte) (G_GUINT64_CONSTANT (0x0101010101010101) * (byte))
#define PERCH_HIGH_BITS PERCH_EACH_BYTE (0x80)

static inline guint64
perch_word_load (const char *p)
{
  guint64 word;

  memcpy (&word, p, sizeof word);
  return GUINT64_FROM_LE (word);
}

/* Finds bytes that are less than @limit, which is 128 at most. */
static inline guint64
perch_word_below (guint64 word, guint8 limit)
{
  return (word - PERCH_EACH_BYTE (limit)) & ~word & PERCH_HIGH_BITS;
}

/* Finds bytes that are @byte. */
static inline guint64
perch_word_equal (guint64 word, guint8 byte)
{
  return perch_word_below (word ^ PERCH_EACH_BYTE (byte), 1);
}

/* Finds quotes, backslashes and control characters. The same as the three tests one by one, which
 * share what follows the subtractions. */
static inline guint64
perch_word_special_in_json (guint64 word)
{
  guint64 control = word - PERCH_EACH_BYTE (0x20);
  guint64 quote = (word ^ PERCH_EACH_BYTE ('"')) - PERCH_EACH_BYTE (1);
  guint64 backslash = (word ^ PERCH_EACH_BYTE ('\\')) - PERCH_EACH_BYTE (1);

  return (control | quote | backslash) & ~word & PERCH_HIGH_BITS;
}

/* Returns: the place, from 0 to 7, of the first byte that is set in @found, which is not 0. */
static inline guint
perch_word_first (guint64 found)
{
  return (guint) __builtin_ctzll (found) / 8;
}

G_END_DECLS
