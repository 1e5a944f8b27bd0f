/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/line-buffer.h"

#include <string.h>

#define LIMIT PERCH_LINE_MAX_BYTES

static void
append_lines (GString *text, const PerchLine *lines, gsize n_lines)
{
  for (gsize i = 0; i < n_lines; i++)
    {
      g_assert_cmpint (lines[i].text[lines[i].length], ==, '\0');
      g_string_append_c (text, '[');
      g_string_append_len (text, lines[i].text, lines[i].length);
      g_string_append (text, lines[i].truncated ? "~]" : "]");
    }
}

/* Feeds @bytes in pieces of @step bytes; returns each line in brackets. */
static char *
split (const char *bytes, gsize length, gsize step)
{
  g_autoptr (PerchLineBuffer) buffer = perch_line_buffer_new ();
  GString *text = g_string_new (NULL);
  const PerchLine *lines;
  gsize n_lines;

  for (gsize at = 0; at < length; at += step)
    {
      gsize piece = MIN (step, length - at);

      memcpy (perch_line_buffer_reserve (buffer, step), bytes + at, piece);
      perch_line_buffer_commit (buffer, piece);
      while ((n_lines = perch_line_buffer_next (buffer, &lines)) > 0)
        append_lines (text, lines, n_lines);
    }
  n_lines = perch_line_buffer_finish (buffer, &lines);
  append_lines (text, lines, n_lines);
  g_assert_cmpuint (perch_line_buffer_finish (buffer, &lines), ==, 0);
  return g_string_free (text, FALSE);
}

static void
test_split (void)
{
  const struct
  {
    const char *bytes;
    const char *lines;
  } cases[] = {
    { "", "" },
    { "\n", "[]" },
    { "one", "[one]" },
    { "one\n", "[one]" },
    { "one\ntwo", "[one][two]" },
    { "one\r\ntwo\r\n\r\n", "[one][two][]" },
    { "a\rb\n\rc\r\r\n", "[a\rb][\rc\r]" },
    { "half\r", "[half]" },
    { "\xef\xbb\xbfone\n\xef\xbb\xbftwo\n", "[one][\xef\xbb\xbftwo]" },
    { "\xef\xbb\xbf", "[]" },
    { "\xef\xbb\n", "[\xef\xbf\xbd\xef\xbf\xbd]" },
    { "\xc3\xa4\n\xe4\nz\n", "[\xc3\xa4][\xef\xbf\xbd][z]" },
    { "\xf0\x9f\x90\xa6 bird\n", "[\xf0\x9f\x90\xa6 bird]" },
  };

  g_test_summary ("The lines are the same in whatever pieces the bytes come");

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    for (gsize step = 1; step <= 8; step++)
      {
        g_autofree char *lines = NULL;

        lines = split (cases[i].bytes, strlen (cases[i].bytes), step);
        g_assert_cmpstr (lines, ==, cases[i].lines);
      }
}

static void
test_nul (void)
{
  g_autoptr (PerchLineBuffer) buffer = perch_line_buffer_new ();
  const PerchLine *lines;

  memcpy (perch_line_buffer_reserve (buffer, 8), "a\0b\n\0\xff\n", 7);
  perch_line_buffer_commit (buffer, 7);
  g_assert_cmpuint (perch_line_buffer_next (buffer, &lines), ==, 2);
  g_assert_cmpmem (lines[0].text, lines[0].length, "a\0b", 3);
  g_assert_cmpmem (lines[1].text, lines[1].length, "\0\xef\xbf\xbd", 4);
}

static void
test_many (void)
{
  g_autoptr (PerchLineBuffer) buffer = perch_line_buffer_new ();
  const PerchLine *lines;
  gsize n_lines;
  gsize total = 0;

  memset (perch_line_buffer_reserve (buffer, 10000), '\n', 10000);
  perch_line_buffer_commit (buffer, 10000);
  while ((n_lines = perch_line_buffer_next (buffer, &lines)) > 0)
    total += n_lines;
  g_assert_cmpuint (total, ==, 10000);
}

/* Checks the lines of @length bytes "x", the line end @end, and a short line. */
static void
check_long (gsize length, const char *end, gsize step, gboolean truncated)
{
  g_autofree char *bytes = g_malloc (length + 16);
  g_autofree char *lines = NULL;
  gsize kept = MIN (length, LIMIT);

  memset (bytes, 'x', length);
  memcpy (bytes + length, end, strlen (end));
  memcpy (bytes + length + strlen (end), "next\n", 5);
  lines = split (bytes, length + strlen (end) + 5, step);

  g_assert_cmpuint (strspn (lines + 1, "x"), ==, kept);
  g_assert_cmpstr (lines + 1 + kept, ==, truncated ? "~][next]" : "][next]");
}

static void
test_long (void)
{
  const gsize steps[] = { 4099, 64 * 1024, 5 * LIMIT };

  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      check_long (LIMIT - 1, "\n", steps[i], FALSE);
      check_long (LIMIT, "\n", steps[i], FALSE);
      check_long (LIMIT, "\r\n", steps[i], FALSE);
      check_long (LIMIT + 1, "\n", steps[i], TRUE);
      check_long (LIMIT + 1, "\r\n", steps[i], TRUE);
      check_long (4 * LIMIT, "\n", steps[i], TRUE);
    }
}

static void
test_long_at_character (void)
{
  g_autoptr (PerchLineBuffer) buffer = perch_line_buffer_new ();
  const PerchLine *lines;
  char *room = perch_line_buffer_reserve (buffer, LIMIT + 10);

  g_test_summary ("A line is not cut through a character, nor does its repair make it too long");

  memset (room, 'x', LIMIT - 1);
  memcpy (room + LIMIT - 1, "\xe2\x82\xac\n", 4);
  perch_line_buffer_commit (buffer, LIMIT + 3);
  g_assert_cmpuint (perch_line_buffer_next (buffer, &lines), ==, 1);
  g_assert_cmpuint (lines[0].length, ==, LIMIT - 1);
  g_assert_true (lines[0].truncated);

  room = perch_line_buffer_reserve (buffer, LIMIT + 1);
  memset (room, '\xff', LIMIT);
  room[LIMIT] = '\n';
  perch_line_buffer_commit (buffer, LIMIT + 1);
  g_assert_cmpuint (perch_line_buffer_next (buffer, &lines), ==, 1);
  g_assert_cmpuint (lines[0].length, ==, LIMIT / 3 * 3);
  g_assert_true (g_utf8_validate (lines[0].text, lines[0].length, NULL));
  g_assert_true (lines[0].truncated);
}

static void
test_memory (void)
{
  g_autoptr (PerchLineBuffer) buffer = perch_line_buffer_new ();
  const PerchLine *lines;
  gsize at_rest = perch_line_buffer_get_capacity (buffer);
  gsize n_lines = 0;

  g_test_summary ("A line without an end takes a bounded amount of memory, and gives it back");

  for (guint i = 0; i < 1000; i++)
    {
      memset (perch_line_buffer_reserve (buffer, 65536), 'x', 65536);
      perch_line_buffer_commit (buffer, 65536);
      n_lines += perch_line_buffer_next (buffer, &lines);
      g_assert_cmpuint (perch_line_buffer_get_capacity (buffer), <=, 2 * LIMIT);
    }
  g_assert_cmpuint (n_lines, ==, 1);

  perch_line_buffer_reserve (buffer, 65536);
  g_assert_cmpuint (perch_line_buffer_get_capacity (buffer), ==, at_rest);
  g_assert_cmpuint (perch_line_buffer_finish (buffer, &lines), ==, 0);
}

static void
test_rest (void)
{
  g_autoptr (PerchLineBuffer) buffer = perch_line_buffer_new ();
  const PerchLine *lines;
  gsize n_lines = 0;

  g_assert_false (perch_line_buffer_has_rest (buffer));
  memset (perch_line_buffer_reserve (buffer, 10000), '\n', 10000);
  perch_line_buffer_commit (buffer, 10000);
  while (perch_line_buffer_has_rest (buffer))
    n_lines += perch_line_buffer_next (buffer, &lines);
  g_assert_cmpuint (n_lines, ==, 10000);

  memcpy (perch_line_buffer_reserve (buffer, 6), "a\nopen", 6);
  perch_line_buffer_commit (buffer, 6);
  g_assert_true (perch_line_buffer_has_rest (buffer));
  g_assert_cmpuint (perch_line_buffer_next (buffer, &lines), ==, 1);
  g_assert_false (perch_line_buffer_has_rest (buffer));
}

static void
test_random (void)
{
  const char alphabet[] = "ab\n\n\r\xef\xbb\xbf\xc3\xa4\xff";

  g_test_summary ("Random bytes give the same valid lines, however they are cut into pieces");

  for (guint run = 0; run < 500; run++)
    {
      g_autofree char *whole = NULL;
      g_autofree char *pieces = NULL;
      char bytes[200];

      for (gsize i = 0; i < sizeof bytes; i++)
        bytes[i] = alphabet[g_test_rand_int_range (0, sizeof alphabet - 1)];
      whole = split (bytes, sizeof bytes, sizeof bytes);
      pieces = split (bytes, sizeof bytes, g_test_rand_int_range (1, 60));
      g_assert_cmpstr (whole, ==, pieces);
      g_assert_true (g_utf8_validate (whole, -1, NULL));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/line-buffer/split", test_split);
  g_test_add_func ("/line-buffer/nul", test_nul);
  g_test_add_func ("/line-buffer/many", test_many);
  g_test_add_func ("/line-buffer/long", test_long);
  g_test_add_func ("/line-buffer/long-at-character", test_long_at_character);
  g_test_add_func ("/line-buffer/memory", test_memory);
  g_test_add_func ("/line-buffer/rest", test_rest);
  g_test_add_func ("/line-buffer/random", test_random);
  return g_test_run ();
}
