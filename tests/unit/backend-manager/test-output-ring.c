/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/output-ring.h"

#include <string.h>

static void
add (PerchOutputRing *ring, PerchStream stream, const char *text)
{
  perch_output_ring_add (ring, stream, 0, text, strlen (text));
}

static void
assert_lines (GStrv lines, const char *expected)
{
  g_autofree char *joined = g_strjoinv ("|", lines);

  g_assert_cmpstr (joined, ==, expected);
  g_strfreev (lines);
}

static void
test_tail (void)
{
  g_autoptr (PerchOutputRing) ring = perch_output_ring_new (4096);

  assert_lines (perch_output_ring_tail (ring, 10), "");
  add (ring, PERCH_STREAM_STDOUT, "one");
  add (ring, PERCH_STREAM_STDERR, "two");
  add (ring, PERCH_STREAM_STDOUT, "");
  add (ring, PERCH_STREAM_STDERR, "four");

  assert_lines (perch_output_ring_tail (ring, 10), "one|two||four");
  assert_lines (perch_output_ring_tail (ring, 3), "two||four");
  assert_lines (perch_output_ring_tail (ring, 0), "");
  assert_lines (perch_output_ring_tail_stream (ring, PERCH_STREAM_STDERR, 10), "two|four");
  assert_lines (perch_output_ring_tail_stream (ring, PERCH_STREAM_STDERR, 1), "four");
  assert_lines (perch_output_ring_tail_stream (ring, PERCH_STREAM_STDOUT, 1), "");

  perch_output_ring_clear (ring);
  assert_lines (perch_output_ring_tail (ring, 10), "");
  add (ring, PERCH_STREAM_STDOUT, "again");
  assert_lines (perch_output_ring_tail (ring, 10), "again");
}

static void
check_line (PerchStream stream, gint64 when_us, const char *text, gsize length, gpointer user_data)
{
  guint *n_lines = user_data;

  g_assert_cmpint (stream, ==, *n_lines == 0 ? PERCH_STREAM_STDOUT : PERCH_STREAM_STDERR);
  g_assert_cmpint (when_us, ==, 100 + *n_lines);
  g_assert_cmpmem (text, length, "a\0b", 3);
  (*n_lines)++;
}

static void
test_foreach (void)
{
  g_autoptr (PerchOutputRing) ring = perch_output_ring_new (4096);
  guint n_lines = 0;

  perch_output_ring_add (ring, PERCH_STREAM_STDOUT, 99, "old", 3);
  perch_output_ring_add (ring, PERCH_STREAM_STDOUT, 100, "a\0b", 3);
  perch_output_ring_add (ring, PERCH_STREAM_STDERR, 101, "a\0b", 3);
  perch_output_ring_foreach (ring, 2, check_line, &n_lines);
  g_assert_cmpuint (n_lines, ==, 2);
}

static void
test_tail_of_nul_bytes (void)
{
  g_autoptr (PerchOutputRing) ring = perch_output_ring_new (4096);

  perch_output_ring_add (ring, PERCH_STREAM_STDOUT, 0, "\0a\0b\0", 5);
  perch_output_ring_add (ring, PERCH_STREAM_STDOUT, 0, "\0", 1);
  assert_lines (perch_output_ring_tail (ring, 2), "\357\277\275a\357\277\275b\357\277\275|"
                                                  "\357\277\275");
}

static void
test_long_line (void)
{
  g_autoptr (PerchOutputRing) ring = perch_output_ring_new (4096);
  g_autofree char *text = g_strnfill (100000, 'x');
  g_auto (GStrv) lines = NULL;

  add (ring, PERCH_STREAM_STDOUT, "before");
  add (ring, PERCH_STREAM_STDOUT, text);
  lines = perch_output_ring_tail (ring, 10);
  g_assert_cmpuint (g_strv_length (lines), ==, 2);
  g_assert_cmpuint (strlen (lines[1]), <, 1024);
  g_assert_cmpuint (strlen (lines[1]), >, 900);
}

static void
test_random (void)
{
  g_test_summary ("After any number of lines of any length, the ring holds an unbroken run of the "
                  "latest ones, and most of its room is used");

  for (guint run = 0; run < 30; run++)
    {
      gsize size = g_test_rand_int_range (1024, 9000);
      g_autoptr (PerchOutputRing) ring = perch_output_ring_new (size);
      g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (g_free);

      for (guint i = 0; i < 400; i++)
        {
          g_auto (GStrv) lines = NULL;
          gsize n_lines;
          gsize n_bytes = 0;
          char *line = g_strdup_printf ("%u:%*s", i, g_test_rand_int_range (0, 200), "");

          g_ptr_array_add (all, line);
          add (ring, i % 3 == 0, line);
          lines = perch_output_ring_tail (ring, G_MAXUINT);
          n_lines = g_strv_length (lines);
          g_assert_cmpuint (n_lines, >, 0);
          for (gsize j = 0; j < n_lines; j++)
            {
              g_assert_cmpstr (lines[j], ==, all->pdata[all->len - n_lines + j]);
              n_bytes += strlen (lines[j]) + 24;
            }
          g_assert_true (n_lines == all->len || n_bytes + 2 * 250 > size);
        }
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/output-ring/tail", test_tail);
  g_test_add_func ("/output-ring/foreach", test_foreach);
  g_test_add_func ("/output-ring/tail-of-nul-bytes", test_tail_of_nul_bytes);
  g_test_add_func ("/output-ring/long-line", test_long_line);
  g_test_add_func ("/output-ring/random", test_random);
  return g_test_run ();
}
