/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/journal/log-line.h"

#include <string.h>

static void
assert_line (const char *line,
             const char *time,
             PerchLevel level,
             const char *source,
             const char *message,
             const char *trace_id)
{
  PerchLogLine parts = perch_log_line_parse (line, strlen (line));

  g_assert_true (perch_log_line_has (&parts.time, time));
  g_assert_cmpint (parts.level, ==, level);
  g_assert_true (perch_log_line_has (&parts.source, source));
  g_assert_true (perch_log_line_has (&parts.message, message));
  g_assert_true (perch_log_line_has (&parts.trace_id, trace_id));
}

static void
test_parts (void)
{
  const char *time = "2026-01-31T12:34:56.789Z";

  assert_line ("2026-01-31T12:34:56.789Z info    perch: it runs", time, PERCH_LEVEL_INFO, "perch",
               "it runs", "");
  assert_line ("2026-01-31T12:34:56.789Z warning my-app.2: a: b", time, PERCH_LEVEL_WARNING,
               "my-app.2", "a: b", "");
  assert_line ("2026-01-31T12:34:56.789Z error   main: no trace_id=abc123", time, PERCH_LEVEL_ERROR,
               "main", "no", "abc123");
  assert_line ("2026-01-31T12:34:56.789Z debug   main: trace_id=a b", time, PERCH_LEVEL_DEBUG,
               "main", "trace_id=a b", "");
  assert_line ("2026-01-31T12:34:56.789Z debug   main:  trace_id=", time, PERCH_LEVEL_DEBUG, "main",
               " trace_id=", "");
  assert_line ("2026-01-31T12:34:56.789Z info    main: ", time, PERCH_LEVEL_INFO, "main", "", "");
}

static void
test_foreign (void)
{
  static const char *const lines[] = {
    "",
    "x",
    "somebody else's line that is long enough to have all parts",
    "2026-01-31T12:34:56.789Z info    no source in this one",
    "2026-01-31T12:34:56.789Z info   ",
    "2026-01-31T12:34:56.789Z info    main:",
    "yyyy-mm-ddThh:mm:ss.mmmZ info    main: hello",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (lines); i++)
    assert_line (lines[i], "", PERCH_LEVEL_INFO, "", lines[i], "");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/log-line/parts", test_parts);
  g_test_add_func ("/log-line/foreign", test_foreign);
  return g_test_run ();
}
