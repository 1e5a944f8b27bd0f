/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/pipe-request.h"

static void
assert_text (GBytes *take_bytes, const char *expected)
{
  g_autoptr (GBytes) bytes = take_bytes;
  g_autofree char *text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));

  g_assert_cmpstr (text, ==, expected);
}

static void
test_begin (void)
{
  assert_text (perch_pipe_request_begin ("ping", NULL, FALSE), "{\"command\":\"ping\"");
  assert_text (perch_pipe_request_begin ("a\"\n", "ab12", TRUE),
               "{\"command\":\"a\\\"\\n\",\"trace_id\":\"ab12\",\"payload\":");
}

static void
test_end (void)
{
  assert_text (perch_pipe_request_end (NULL, "c1"), ",\"client\":\"c1\"}\n");
  assert_text (perch_pipe_request_end ("s\\", "c1"), ",\"secret\":\"s\\\\\",\"client\":\"c1\"}\n");
}

static void
test_floats (void)
{
  assert_text (perch_pipe_request_new_floats_payload ("handle_\"1"),
               "{\"handleId\":\"handle_\\\"1\",\"format\":\"binary\"}");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pipe-request/begin", test_begin);
  g_test_add_func ("/pipe-request/end", test_end);
  g_test_add_func ("/pipe-request/floats", test_floats);
  return g_test_run ();
}
