/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/journal/log-query.h"

#include <string.h>

static const char *const lines[] = {
  "2026-01-31T12:34:56.000Z debug   perch: Ärger im Haus",
  "2026-01-31T12:34:56.001Z info    main: all is well (1+1) trace_id=aa",
  "2026-01-31T12:34:56.002Z error   main: all is lost trace_id=bb",
};

/* @expected has a letter for each line: y for those that are wanted. */
static void
assert_wanted (const PerchLogWish *wish, const char *expected)
{
  g_autoptr (PerchLogQuery) query = perch_log_query_new (wish);
  g_autoptr (GString) found = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (lines); i++)
    g_string_append_c (found,
                       perch_log_query_wants (query, lines[i], strlen (lines[i])) ? 'y' : 'n');
  g_assert_cmpstr (found->str, ==, expected);
}

static void
test_wants (void)
{
  assert_wanted (&(PerchLogWish){ .least = PERCH_LEVEL_DEBUG }, "yyy");
  assert_wanted (&(PerchLogWish){ .text = "", .source = "", .trace_id = "" }, "yyy");
  assert_wanted (&(PerchLogWish){ .least = PERCH_LEVEL_INFO }, "nyy");
  assert_wanted (&(PerchLogWish){ .least = PERCH_LEVEL_ERROR }, "nny");
  assert_wanted (&(PerchLogWish){ .source = "perch" }, "ynn");
  assert_wanted (&(PerchLogWish){ .source = "mai" }, "nnn");
  assert_wanted (&(PerchLogWish){ .trace_id = "bb" }, "nny");
  assert_wanted (&(PerchLogWish){ .text = "ALL IS" }, "nyy");
  assert_wanted (&(PerchLogWish){ .text = "ärger" }, "ynn");
  assert_wanted (&(PerchLogWish){ .text = "(1+1)" }, "nyn");
  assert_wanted (&(PerchLogWish){ .text = ".*" }, "nnn");
  assert_wanted (&(PerchLogWish){ .source = "main", .text = "lost", .trace_id = "aa" }, "nnn");
}

static void
test_find (void)
{
  const PerchLogWish wish = { .sought = "LL" };
  g_autoptr (PerchLogQuery) query = perch_log_query_new (&wish);
  gsize start = 0;
  gsize end = 0;

  g_assert_false (perch_log_query_find (query, lines[0], strlen (lines[0])));
  g_assert_true (perch_log_query_find (query, lines[1], strlen (lines[1])));
  g_assert_false (perch_log_query_find (query, "l", 1));
  g_assert_true (perch_log_query_find (query, "\xff lL", 5));

  g_assert_true (perch_log_query_find_place (query, "äll well", 0, &start, &end));
  g_assert_cmpuint (start, ==, 2);
  g_assert_cmpuint (end, ==, 4);
  g_assert_true (perch_log_query_find_place (query, "äll well", end, &start, &end));
  g_assert_cmpuint (start, ==, 7);
  g_assert_false (perch_log_query_find_place (query, "äll well", end, &start, &end));
}

static void
test_nothing_sought (void)
{
  const PerchLogWish wish = { .sought = "" };
  g_autoptr (PerchLogQuery) query = perch_log_query_new (&wish);
  g_autoptr (PerchLogQuery) same = perch_log_query_ref (query);
  gsize start = 0;
  gsize end = 0;

  g_assert_false (perch_log_query_find (same, lines[1], strlen (lines[1])));
  g_assert_false (perch_log_query_find_place (same, lines[1], 0, &start, &end));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/log-query/wants", test_wants);
  g_test_add_func ("/log-query/find", test_find);
  g_test_add_func ("/log-query/nothing-sought", test_nothing_sought);
  return g_test_run ();
}
