/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/hooks/near.h"

#include <glib.h>

static void
check (const char *word, const char *expected)
{
  static const char *const words[] = { "btn_start",    "btn_stop",    "btn_restart",
                                       "words.status", "mail.status", NULL };
  g_autofree char *text = perch_near_describe (word, words);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_near (void)
{
  check ("btn_strat", "; near it are \"btn_start\", \"btn_stop\", \"btn_restart\"");
  check ("mail.stats", "; near it is \"mail.status\"");
  check ("status", "; near it are \"words.status\", \"mail.status\"");
  check ("nothing_like_it", "");
  check ("", "");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/near/near", test_near);
  return g_test_run ();
}
