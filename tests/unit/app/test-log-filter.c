/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/journal/log-filter.h"

#include <gio/gio.h>
#include <string.h>

#define NOW_US (G_GINT64_CONSTANT (1795226400) * G_USEC_PER_SEC) /* 2026-11-21T02:00:00Z */

static gboolean
match (const char *since, const char *pattern, const char *line)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PerchLogFilter) filter = perch_log_filter_new (since, pattern, NOW_US, &error);

  g_assert_no_error (error);
  return perch_log_filter_match (filter, line, strlen (line));
}

static void
test_since (void)
{
  const char *const text = "2026-11-21T01:55:00.000Z info    main: hello";
  const char *const json = "{\"timestamp\":\"2026-11-21T01:55:00.000Z\",\"level\":\"info\"}";

  g_assert_true (match (NULL, NULL, text));
  g_assert_true (match ("5m", NULL, text));
  g_assert_false (match ("299s", NULL, text));
  g_assert_true (match ("1h", NULL, json));
  g_assert_true (match ("100d", NULL, json));
  g_assert_false (match ("4m", NULL, json));
  g_assert_true (match ("2026-11-21T01:55:00Z", NULL, json));
  g_assert_false (match ("2026-11-21T01:55:01Z", NULL, text));
  g_assert_true (match ("2026-11-21T02:55:00+01:00", NULL, text));
  g_assert_true (match ("2026-11-20", NULL, text));
  g_assert_false (match ("1d", NULL, "short"));
}

static void
test_grep (void)
{
  g_assert_true (match (NULL, "wor[lk]d", "hello world"));
  g_assert_false (match (NULL, "^world", "hello world"));
  g_assert_false (match (NULL, "a", "\xff a"));
}

static void
test_wrong (void)
{
  const char *const wrong[] = { "",         "5",         "5x", "m", "-5m", "99999999999999999999d",
                                "tomorrow", "2026-13-01" };

  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (perch_log_filter_new (wrong[i], NULL, NOW_US, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
    }
  g_assert_null (perch_log_filter_new (NULL, "(", NOW_US, NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/log-filter/since", test_since);
  g_test_add_func ("/log-filter/grep", test_grep);
  g_test_add_func ("/log-filter/wrong", test_wrong);
  return g_test_run ();
}
