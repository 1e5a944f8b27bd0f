/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/journal/secret-scan.h"

#include <string.h>

/* Sixteen bytes at once: all that a backend says comes through here. */
#define BLOCK 16
typedef guint8 Bytes __attribute__ ((vector_size (BLOCK)));
typedef guint64 Halves __attribute__ ((vector_size (BLOCK)));

/* Only what follows the kind of name that ends like this is a secret: "max_tokens" is none. */
static const char *const names[] = { "token",      "secret",        "password", "passwd",
                                     "passphrase", "authorization", "cookie",   "apikey" };

/* What ends a value without quotes, and that of a header. */
#define VALUE_STOPS " \t\r\n\"'\\,;&)]}>"
#define HEADER_STOPS "\r\n\"'\\"

/* What stands before "_key" or "-key", or right before "key". */
static const char *const keys[] = { "api", "access", "private", "secret", "auth", "signing" };

#define LAST_LETTERS(a, b, c, d)                                                                   \
  ((guint32) (a) | (guint32) (b) << 8 | (guint32) (c) << 16 | (guint32) (d) << 24)

/* The last letters of all names, a bit each. */
#define BIT(letter) (1u << ((letter) &31))
#define LAST (BIT ('n') | BIT ('t') | BIT ('d') | BIT ('e') | BIT ('y'))

/* Whether the name that ends before @end may be one of these, by its last letters: no other test
 * is quick enough for all names that backends write. */
static inline gboolean
may_be_name (const char *text, gsize end)
{
  guint32 letters;

  if (end < sizeof letters || (BIT (text[end - 1]) & LAST) == 0)
    return FALSE;
  memcpy (&letters, text + end - sizeof letters, sizeof letters);
  letters = GUINT32_FROM_LE (letters) | 0x20202020;
  return letters == LAST_LETTERS ('o', 'k', 'e', 'n') ||
         letters == LAST_LETTERS ('c', 'r', 'e', 't') ||
         letters == LAST_LETTERS ('w', 'o', 'r', 'd') ||
         letters == LAST_LETTERS ('s', 's', 'w', 'd') ||
         letters == LAST_LETTERS ('r', 'a', 's', 'e') ||
         letters == LAST_LETTERS ('t', 'i', 'o', 'n') ||
         letters == LAST_LETTERS ('o', 'k', 'i', 'e') ||
         letters >> 8 == LAST_LETTERS ('k', 'e', 'y', 0);
}

static gboolean
ends_with (const char *name, gsize length, const char *suffix)
{
  gsize suffix_length = strlen (suffix);

  return length >= suffix_length &&
         g_ascii_strncasecmp (name + length - suffix_length, suffix, suffix_length) == 0;
}

/**
 * perch_secret_is_name:
 * @name: (array length=length): a name, or a text that ends with one
 *
 * Returns: whether what goes by @name is to be kept secret: "token", "DB_PASSWORD", "apiKey"
 */
gboolean
perch_secret_is_name (const char *name, gsize length)
{
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (ends_with (name, length, names[i]))
      return TRUE;

  if (!ends_with (name, length, "key"))
    return FALSE;
  length -= strlen ("key");
  if (length > 0 && (name[length - 1] == '_' || name[length - 1] == '-'))
    length--;
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    if (ends_with (name, length, keys[i]))
      return TRUE;
  return FALSE;
}

/* Returns: where the name ends that stands before the colon or equals sign at @at */
static inline gsize
name_end (const char *text, gsize at)
{
  while (at > 0 && (text[at - 1] == '"' || text[at - 1] == ' ' || text[at - 1] == '\\' ||
                    text[at - 1] == '\''))
    at--;
  return at;
}

static inline gboolean
is_url (const char *text, gsize length, gsize at)
{
  return at + 2 < length && text[at + 1] == '/' && text[at + 2] == '/';
}

/* A slash ends the part of a URL that may have a password, so what stands behind the next one is
 * looked at with the next URL, not with each of those before it. */
static inline gboolean
may_have_user (const char *url, gsize length)
{
  const char *slash = memchr (url, '/', length);

  return memchr (url, '@', slash != NULL ? (gsize) (slash - url) : length) != NULL;
}

/* Whether something secret may follow the colon or equals sign at @at: a name of that kind stands
 * before it, or it is that of a URL, which may hold a password. */
static inline gboolean
is_suspect (const char *text, gsize length, gsize at)
{
  gsize end = name_end (text, at);

  if (is_url (text, length, at))
    return may_have_user (text + at + strlen ("://"), length - at - strlen ("://"));
  return may_be_name (text, end) && perch_secret_is_name (text, end);
}

/* Returns: the first place from @from on that is_suspect(), @length when there is none */
static inline gsize
find_suspect (const char *text, gsize length, gsize from)
{
  gsize at = from;

  for (; length - at >= BLOCK; at += BLOCK)
    {
      Bytes bytes;
      Halves found;

      memcpy (&bytes, text + at, sizeof bytes);
      found = (Halves) ((bytes == ':') | (bytes == '='));
      if ((found[0] | found[1]) == 0)
        continue;
      for (gsize half = 0; half < 2; half++)
        {
          guint64 bits = GUINT64_FROM_LE (found[half]);

          while (bits != 0)
            {
              gsize byte = (gsize) __builtin_ctzll (bits) / 8;

              if (is_suspect (text, length, at + half * 8 + byte))
                return at + half * 8 + byte;
              bits &= ~(G_GUINT64_CONSTANT (0xff) << (8 * byte));
            }
        }
    }
  for (; at < length; at++)
    if ((text[at] == ':' || text[at] == '=') && is_suspect (text, length, at))
      return at;
  return length;
}

/**
 * perch_secret_may_be_in:
 * @text: (array length=length): any bytes
 *
 * Returns: %FALSE when perch_secret_find() would find nothing; this is the quick way to know
 */
gboolean
perch_secret_may_be_in (const char *text, gsize length)
{
  return find_suspect (text, length, 0) < length;
}

/* The text may be the inside of a JSON string, or a piece of JSON within one: a quote is closed by
 * one with as many backslashes before it as the opening one has.
 * Returns: where the quoted text from @start on ends */
static gsize
quoted_end (const char *text, gsize length, gsize start, char quote, gsize n_backslashes)
{
  gsize run = 0;

  for (gsize at = start; at < length; at++)
    {
      if (text[at] == quote && run <= n_backslashes)
        return at - run;
      run = text[at] == '\\' ? run + 1 : 0;
    }
  return length;
}

static inline gsize
skip_backslashes (const char *text, gsize length, gsize at)
{
  while (at < length && text[at] == '\\')
    at++;
  return at;
}

/* Returns: the place behind the list or object at @start; @length when it is not closed */
static gsize
bracketed_end (const char *text, gsize length, gsize start)
{
  const char open = text[start];
  const char close = open == '[' ? ']' : '}';
  gsize depth = 0;
  gsize run = 0;

  for (gsize at = start; at < length; at++)
    {
      const char letter = text[at];

      if (letter == '"' || letter == '\'')
        at = skip_backslashes (text, length, quoted_end (text, length, at + 1, letter, run));
      else if (letter == open)
        depth++;
      else if (letter == close && --depth == 0)
        return at + 1;
      run = letter == '\\' ? run + 1 : 0;
    }
  return length;
}

static gsize
plain_end (const char *text, gsize length, gsize start, const char *stops)
{
  while (start < length && (text[start] == '\0' || strchr (stops, text[start]) == NULL))
    start++;
  return start;
}

/* Returns: the end of the value that begins with the list or object at @start. One that nothing but
 * more of a list or object may follow is all of a header's value; else that has just begun. */
static gsize
value_with_brackets_end (const char *text, gsize length, gsize start, gboolean header)
{
  gsize end = bracketed_end (text, length, start);
  gboolean goes_on = header && end < length && strchr (",]}", text[end]) == NULL;

  return plain_end (text, length, end, goes_on ? HEADER_STOPS : VALUE_STOPS);
}

/* What stands behind the sign at @at. A list or an object is secret as a whole, brackets included.
 * A header's value goes on over spaces. */
static PerchSecretSpan
value_at (const char *text, gsize length, gsize at)
{
  gsize end = name_end (text, at);
  gboolean header = ends_with (text, end, "authorization") || ends_with (text, end, "cookie");
  gsize start = at + 1;
  gsize quote;

  while (start < length && text[start] == ' ')
    start++;
  if (start < length && (text[start] == '[' || text[start] == '{'))
    return (PerchSecretSpan){ start, value_with_brackets_end (text, length, start, header) };
  quote = skip_backslashes (text, length, start);
  if (quote < length && (text[quote] == '"' || text[quote] == '\''))
    return (PerchSecretSpan){ quote + 1,
                              quoted_end (text, length, quote + 1, text[quote], quote - start) };
  return (PerchSecretSpan){ start,
                            plain_end (text, length, start, header ? HEADER_STOPS : VALUE_STOPS) };
}

/* scheme://user:password@host
 * Returns: whether there is a password */
static gboolean
find_in_url (const char *text, gsize length, gsize at, PerchSecretSpan *span)
{
  gsize start = at + strlen ("://");
  gsize end = plain_end (text, length, start, " \t\r\n\"'\\/?#<>,");
  const char *sign = memrchr (text + start, '@', end - start);
  const char *colon = sign != NULL ? memchr (text + start, ':', sign - text - start) : NULL;

  if (colon == NULL)
    return FALSE;
  *span = (PerchSecretSpan){ colon + 1 - text, sign - text };
  return TRUE;
}

/**
 * perch_secret_find:
 * @text: (array length=length): any bytes, also the inside of a JSON string with its escapes
 * @from: where to start
 * @span: (out): where it is
 *
 * Finds the value behind a name such as "token", "password" or "Authorization" and a colon or an
 * equals sign, and the password in a URL. Cutting a span out of the inside of a JSON string leaves
 * a valid one. To find all of them takes time in proportion to @length.
 *
 * Returns: whether there is one from @from on
 */
gboolean
perch_secret_find (const char *text, gsize length, gsize from, PerchSecretSpan *span)
{
  for (gsize at = from; (at = find_suspect (text, length, at)) < length; at++)
    {
      if (is_url (text, length, at))
        {
          if (find_in_url (text, length, at, span))
            return TRUE;
          continue;
        }
      *span = value_at (text, length, at);
      if (span->start < span->end)
        return TRUE;
    }
  return FALSE;
}
