/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/journal/level.h"

#include <string.h>

static PerchLevel
parse (const char *text)
{
  return perch_level_from_string (text, strlen (text), PERCH_LEVEL_INFO);
}

static void
test_names (void)
{
  for (PerchLevel level = 0; level <= PERCH_LEVEL_LAST; level++)
    g_assert_cmpint (parse (perch_level_to_string (level)), ==, level);
}

static void
test_words (void)
{
  g_assert_cmpint (parse ("WARN"), ==, PERCH_LEVEL_WARNING);
  g_assert_cmpint (parse ("Critical"), ==, PERCH_LEVEL_ERROR);
  g_assert_cmpint (parse ("trace"), ==, PERCH_LEVEL_DEBUG);
  g_assert_cmpint (parse ("loud"), ==, PERCH_LEVEL_INFO);
  g_assert_cmpint (parse (""), ==, PERCH_LEVEL_INFO);
  g_assert_cmpint (perch_level_from_string (NULL, 0, PERCH_LEVEL_ERROR), ==, PERCH_LEVEL_ERROR);
  g_assert_cmpint (perch_level_from_string ("errorneous", 5, PERCH_LEVEL_INFO), ==,
                   PERCH_LEVEL_ERROR);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/level/names", test_names);
  g_test_add_func ("/level/words", test_words);
  return g_test_run ();
}
