/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/version-number.h"

static void
test_compare (void)
{
  g_assert_cmpint (perch_version_number_compare ("3.11.2", "3.11.2"), ==, 0);
  g_assert_cmpint (perch_version_number_compare ("3.9", "3.11"), <, 0);
  g_assert_cmpint (perch_version_number_compare ("3.10", "3.9.18"), >, 0);
  g_assert_cmpint (perch_version_number_compare ("3", "3.0.0"), ==, 0);
  g_assert_cmpint (perch_version_number_compare ("1.0rc1", "1.0"), ==, 0);
  g_assert_cmpint (perch_version_number_compare ("", "0.1"), <, 0);
  g_assert_cmpint (perch_version_number_compare ("no number", "0"), ==, 0);
}

static void
test_starts_with (void)
{
  g_assert_true (perch_version_number_starts_with ("3.11.2", "3.11"));
  g_assert_true (perch_version_number_starts_with ("3.11.2", "3"));
  g_assert_true (perch_version_number_starts_with ("3.11.2", "3.11.2"));
  g_assert_false (perch_version_number_starts_with ("3.11.2", "3.1"));
  g_assert_false (perch_version_number_starts_with ("3.1", "3.11"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/version-number/compare", test_compare);
  g_test_add_func ("/version-number/starts-with", test_starts_with);
  return g_test_run ();
}
