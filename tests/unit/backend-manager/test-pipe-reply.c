/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/pipe-reply.h"

#include <string.h>

#include "backend-manager/backend-reply.h"
#include "backend-manager/error.h"

#define HEADER "{\"binary\":16,\"dtype\":\"float64\",\"shape\":[2]}\n"

/* Hands over @bytes, at most @step at a time. */
static PerchPipeProgress
feed (PerchPipeReply *reply, const char *bytes, gsize length, gsize step, GError **error)
{
  PerchPipeProgress progress = PERCH_PIPE_PROGRESS_MORE;

  while (length > 0 && progress == PERCH_PIPE_PROGRESS_MORE)
    {
      gsize room = 0;
      char *place = perch_pipe_reply_reserve (reply, &room);
      gsize n = MIN (MIN (step, length), room);

      g_assert_cmpuint (room, >, 0);
      memcpy (place, bytes, n);
      progress = perch_pipe_reply_commit (reply, n, error);
      bytes += n;
      length -= n;
    }
  return progress;
}

static PerchPipeProgress
feed_text (PerchPipeReply *reply, const char *text, gsize step, GError **error)
{
  return feed (reply, text, strlen (text), step, error);
}

static void
assert_line (PerchPipeReply *reply, const char *expected)
{
  g_autoptr (GBytes) line = perch_pipe_reply_steal_line (reply);
  g_autofree char *text = g_strndup (g_bytes_get_data (line, NULL), g_bytes_get_size (line));

  g_assert_cmpstr (text, ==, expected);
}

static void
test_line (void)
{
  g_autofree char *filling = g_strnfill (9000, 'x');

  for (gsize step = 1; step < 10000; step += 1111)
    {
      g_autoptr (PerchPipeReply) reply = perch_pipe_reply_new ("call", FALSE);
      g_autoptr (GError) error = NULL;

      g_assert_true (perch_pipe_reply_is_empty (reply));
      g_assert_cmpint (feed_text (reply, filling, step, &error), ==, PERCH_PIPE_PROGRESS_MORE);
      g_assert_false (perch_pipe_reply_is_empty (reply));
      g_assert_cmpint (feed_text (reply, "\n", step, &error), ==, PERCH_PIPE_PROGRESS_WHOLE);
      g_assert_no_error (error);
      g_assert_false (perch_pipe_reply_has_surplus (reply));
      g_assert_null (perch_pipe_reply_steal_floats (reply));
      assert_line (reply, filling);
    }
}

static void
test_empty_line (void)
{
  g_autoptr (PerchPipeReply) reply = perch_pipe_reply_new ("call", FALSE);

  g_assert_cmpint (feed_text (reply, "\n{}\n", 4, NULL), ==, PERCH_PIPE_PROGRESS_WHOLE);
  g_assert_true (perch_pipe_reply_has_surplus (reply));
  assert_line (reply, "");
}

static void
test_too_long (void)
{
  gsize max = perch_backend_reply_get_max_bytes ("call");
  g_autofree char *piece = g_strnfill (1024 * 1024, ' ');
  PerchPipeProgress progress = PERCH_PIPE_PROGRESS_MORE;
  g_autoptr (PerchPipeReply) reply = perch_pipe_reply_new ("call", FALSE);
  g_autoptr (GError) error = NULL;
  gsize n = 0;

  while (progress == PERCH_PIPE_PROGRESS_MORE)
    {
      progress = feed (reply, piece, strlen (piece), G_MAXSIZE, &error);
      n += strlen (piece);
    }
  g_assert_cmpint (progress, ==, PERCH_PIPE_PROGRESS_BROKEN);
  g_assert_error (error, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_CALL);
  g_assert_cmpstr (error->message, ==, "The backend’s answer is longer than 64 MiB");
  g_assert_cmpuint (n, <=, max + strlen (piece));
}

static void
test_values (void)
{
  const double values[] = { 0.5, -2 };
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  g_byte_array_append (bytes, (const guint8 *) HEADER, strlen (HEADER));
  g_byte_array_append (bytes, (const guint8 *) values, sizeof values);
  for (gsize step = 1; step < bytes->len + 5; step += 7)
    {
      g_autoptr (PerchPipeReply) reply = perch_pipe_reply_new ("tofloatarray", TRUE);
      g_autoptr (PerchFloats) floats = NULL;
      g_autoptr (GError) error = NULL;

      g_assert_cmpint (feed (reply, (const char *) bytes->data, bytes->len, step, &error), ==,
                       PERCH_PIPE_PROGRESS_WHOLE);
      g_assert_no_error (error);
      g_assert_false (perch_pipe_reply_has_surplus (reply));
      floats = perch_pipe_reply_steal_floats (reply);
      g_assert_nonnull (floats);
      g_assert_cmpuint (floats->rows, ==, 1);
      g_assert_cmpuint (floats->columns, ==, 2);
      g_assert_cmpmem (g_bytes_get_data (floats->values, NULL), g_bytes_get_size (floats->values),
                       values, sizeof values);
    }
  g_byte_array_append (bytes, (const guint8 *) "\n", 1);
  {
    g_autoptr (PerchPipeReply) reply = perch_pipe_reply_new ("tofloatarray", TRUE);

    g_assert_cmpint (feed (reply, (const char *) bytes->data, bytes->len, G_MAXSIZE, NULL), ==,
                     PERCH_PIPE_PROGRESS_WHOLE);
    g_assert_true (perch_pipe_reply_has_surplus (reply));
  }
}

static void
test_no_values (void)
{
  g_autoptr (PerchPipeReply) none = perch_pipe_reply_new ("tofloatarray", TRUE);
  g_autoptr (PerchPipeReply) unasked = perch_pipe_reply_new ("call", FALSE);
  g_autoptr (PerchFloats) floats = NULL;

  g_assert_cmpint (feed_text (none, "{\"shape\":[0,3],\"binary\":0}\n", G_MAXSIZE, NULL), ==,
                   PERCH_PIPE_PROGRESS_WHOLE);
  floats = perch_pipe_reply_steal_floats (none);
  g_assert_nonnull (floats);
  g_assert_cmpuint (floats->rows, ==, 0);
  g_assert_cmpuint (floats->columns, ==, 3);
  g_assert_cmpint (feed_text (unasked, HEADER, G_MAXSIZE, NULL), ==, PERCH_PIPE_PROGRESS_WHOLE);
  g_assert_null (perch_pipe_reply_steal_floats (unasked));
}

static void
test_bad_headers (void)
{
  static const struct
  {
    const char *line;
    const char *problem;
  } headers[] = {
    { "{\"binary\":-8,\"shape\":[1]}\n",
      "/binary: expected an integer from 0 to 67108864, found -8" },
    { "{\"binary\":67108872,\"shape\":[8388609]}\n",
      "/binary: expected an integer from 0 to 67108864, found 67108872" },
    { "{\"binary\":8,\"dtype\":8,\"shape\":[1]}\n",
      "/dtype: expected one of \"float64\", found 8" },
    { "{\"binary\":8}\n", "/shape: expected one or two sizes, found nothing" },
    { "{\"binary\":8,\"shape\":[1,1,1]}\n", "/shape: expected one or two sizes, found an array" },
    { "{\"binary\":8,\"shape\":[\"1\"]}\n",
      "/shape/0: expected an integer from 0 to 4294967295, found the string \"1\"" },
    { "{\"binary\":16,\"shape\":[3]}\n", "its size is not that of its shape" },
    { "{\"binary\":12,\"shape\":[1]}\n", "its size is not that of its shape" },
    { "{\"binary\":16,\"shape\":[4294967295,4294967295]}\n", "its size is not that of its shape" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (headers); i++)
    {
      g_autoptr (PerchPipeReply) reply = perch_pipe_reply_new ("tofloatarray", TRUE);
      g_autoptr (GError) error = NULL;
      g_autofree char *expected = g_strdup_printf (
          "The backend’s answer announces binary values, but %s", headers[i].problem);

      g_assert_cmpint (feed_text (reply, headers[i].line, G_MAXSIZE, &error), ==,
                       PERCH_PIPE_PROGRESS_BROKEN);
      g_assert_error (error, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_CALL);
      g_assert_cmpstr (error->message, ==, expected);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pipe-reply/line", test_line);
  g_test_add_func ("/pipe-reply/empty-line", test_empty_line);
  g_test_add_func ("/pipe-reply/too-long", test_too_long);
  g_test_add_func ("/pipe-reply/values", test_values);
  g_test_add_func ("/pipe-reply/no-values", test_no_values);
  g_test_add_func ("/pipe-reply/bad-headers", test_bad_headers);
  return g_test_run ();
}
