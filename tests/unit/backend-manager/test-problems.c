/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/problems.h"

static void
assert_all (PerchProblems *problems, const char *expected)
{
  g_autofree char *all = g_strjoinv (" | ", (GStrv) perch_problems_get (problems));

  g_assert_cmpstr (all, ==, expected);
}

static void
test_topics (void)
{
  const char *const two[] = { "b1", "b2", NULL };
  const char *const one[] = { "a1", NULL };
  const char *const none[] = { NULL };
  g_autoptr (PerchProblems) problems = perch_problems_new ();

  assert_all (problems, "");
  g_assert_false (perch_problems_set (problems, "a", none));
  g_assert_true (perch_problems_set (problems, "b", two));
  g_assert_true (perch_problems_set (problems, "a", one));
  assert_all (problems, "a1 | b1 | b2");
  g_assert_false (perch_problems_set (problems, "a", one));
  g_assert_true (perch_problems_set (problems, "b", NULL));
  assert_all (problems, "a1");
}

static void
test_reasons (void)
{
  const char *const reason[] = { "the file is bad", NULL };
  const char *const effect[] = { "The port is closed: the file is bad", NULL };
  g_autoptr (PerchProblems) problems = perch_problems_new ();

  g_test_summary ("What another problem tells already is not told twice.");
  perch_problems_set (problems, "file", reason);
  perch_problems_set (problems, "port", effect);
  assert_all (problems, effect[0]);
  perch_problems_set (problems, "port", NULL);
  assert_all (problems, reason[0]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/problems/topics", test_topics);
  g_test_add_func ("/problems/reasons", test_reasons);
  return g_test_run ();
}
