/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/cli/table.h"

static const char *const headings[] = { "NAME", "STATE", NULL };

static const char *
paint (const char *cell)
{
  return g_str_equal (cell, "failed") ? "<red>" : "";
}

static void
test_aligned (void)
{
  static const char *const rows[][3] = { { "main", "running", NULL },
                                         { "a-long-name", "failed", NULL },
                                         { "höhe", "ok", NULL },
                                         { "日本", "wide", NULL } };
  g_autoptr (PerchTable) table = perch_table_new (headings);
  g_autofree char *plain = NULL;
  g_autofree char *painted = NULL;

  perch_table_paint (table, 1, paint);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    perch_table_add_row (table, rows[i]);
  plain = perch_table_format (table, FALSE);
  g_assert_cmpstr (plain, ==,
                   "NAME         STATE\n"
                   "main         running\n"
                   "a-long-name  failed\n"
                   "höhe         ok\n"
                   "日本         wide\n");
  painted = perch_table_format (table, TRUE);
  g_assert_nonnull (strstr (painted, "a-long-name  <red>failed\x1b[0m\n"));
}

static void
test_escaped (void)
{
  static const char *const row[] = { "a\x1b]0;x\ab", "one\ntwo", NULL };
  g_autoptr (PerchTable) table = perch_table_new (headings);
  g_autofree char *text = NULL;

  g_test_summary ("Names and paths can't steer the terminal or break the rows.");

  perch_table_add_row (table, row);
  text = perch_table_format (table, FALSE);
  g_assert_null (strchr (text, '\x1b'));
  g_assert_null (strchr (text, '\a'));
  g_assert_nonnull (strstr (text, "one\\x0atwo\n"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/table/aligned", test_aligned);
  g_test_add_func ("/table/escaped", test_escaped);
  return g_test_run ();
}
