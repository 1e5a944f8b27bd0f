/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/config/json-place.h"

#include <string.h>

static void
test_lines (void)
{
  static const char text[] = "\n{\n"
                             "  \"a\": 1,\n"
                             "  \"a/b\": [\n"
                             "    10,\n"
                             "    { \"c\":\n"
                             "      2, \"\\u0064\": 3 }\n"
                             "  ],\n"
                             "  \"ab\": \"{\",\n"
                             "  \"e\": {}\n"
                             "}";
  static const struct
  {
    const char *pointer;
    guint line;
  } cases[] = {
    { "", 2 },          { "/a", 3 },          { "/a~1b", 4 },     { "/a~1b/0", 5 },
    { "/a~1b/1/c", 7 }, { "/a~1b/1", 6 },     { "/a~1b/1/d", 7 }, { "/ab", 9 },
    { "/e", 10 },       { "/e/nothing", 10 }, { "/nothing", 2 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s", cases[i].pointer);
      g_assert_cmpuint (perch_json_find_line (text, strlen (text), cases[i].pointer), ==,
                        cases[i].line);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/json-place/lines", test_lines);
  return g_test_run ();
}
