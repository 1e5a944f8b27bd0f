/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/config/settings-problem.h"

static void
test_list (void)
{
  g_autoptr (GPtrArray) problems = perch_settings_problems_new ();
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  g_assert_null (perch_settings_problems_find_error (problems));
  perch_settings_problems_take (problems, PERCH_SEVERITY_WARNING, "/a\nb", g_strdup ("odd"));
  g_assert_null (perch_settings_problems_find_error (problems));
  perch_settings_problems_take (problems, PERCH_SEVERITY_ERROR, "", g_strdup ("bad"));
  g_assert_true (perch_settings_problems_find_error (problems) == problems->pdata[1]);

  first = perch_settings_problem_format (problems->pdata[0]);
  second = perch_settings_problem_format (problems->pdata[1]);
  g_assert_cmpstr (first, ==, "/a\\x0ab: odd");
  g_assert_cmpstr (second, ==, "bad");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/settings-problem/list", test_list);
  return g_test_run ();
}
