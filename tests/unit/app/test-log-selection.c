/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/window/log-selection.h"

#include <gdk/gdk.h>

static void
assert_selection (const PerchLogSelection *selection, guint cursor, guint first, guint n_rows)
{
  guint found = 0;

  g_assert_cmpuint (selection->cursor, ==, cursor);
  g_assert_cmpuint (perch_log_selection_get (selection, &found), ==, n_rows);
  if (n_rows > 0)
    g_assert_cmpuint (found, ==, first);
}

static void
test_move (void)
{
  PerchLogSelection selection;

  perch_log_selection_init (&selection);
  assert_selection (&selection, PERCH_LOG_NO_ROW, 0, 0);
  perch_log_selection_move (&selection, 3, FALSE, 0);
  assert_selection (&selection, PERCH_LOG_NO_ROW, 0, 0);
  perch_log_selection_move (&selection, 3, TRUE, 10);
  assert_selection (&selection, 3, 3, 1);
  perch_log_selection_move (&selection, 99, TRUE, 10);
  assert_selection (&selection, 9, 3, 7);
  perch_log_selection_move (&selection, 1, TRUE, 10);
  assert_selection (&selection, 1, 1, 3);
  perch_log_selection_move (&selection, 5, FALSE, 10);
  assert_selection (&selection, 5, 5, 1);
}

static void
test_drop_first (void)
{
  PerchLogSelection selection = { .cursor = 7, .anchor = 4 };

  perch_log_selection_drop_first (&selection, 2, 20);
  assert_selection (&selection, 5, 2, 4);
  perch_log_selection_drop_first (&selection, 4, 20);
  assert_selection (&selection, 1, 0, 2);
  perch_log_selection_drop_first (&selection, 2, 20);
  assert_selection (&selection, PERCH_LOG_NO_ROW, 0, 0);
  perch_log_selection_drop_first (&selection, 2, 20);
  assert_selection (&selection, PERCH_LOG_NO_ROW, 0, 0);

  selection = (PerchLogSelection){ .cursor = 7, .anchor = 4 };
  perch_log_selection_drop_first (&selection, 0, 7);
  assert_selection (&selection, PERCH_LOG_NO_ROW, 0, 0);
}

static void
test_keys (void)
{
  const PerchLogSelection none = { .cursor = PERCH_LOG_NO_ROW, .anchor = PERCH_LOG_NO_ROW };
  const PerchLogSelection some = { .cursor = 50, .anchor = 50 };
  static const struct
  {
    guint keyval;
    guint from_none;
    guint from_some;
  } rows[] = {
    { GDK_KEY_Up, 99, 49 },         { GDK_KEY_Down, 101, 51 }, { GDK_KEY_Page_Up, 90, 40 },
    { GDK_KEY_Page_Down, 110, 60 }, { GDK_KEY_Home, 0, 0 },    { GDK_KEY_End, 100, 100 },
  };
  guint row = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_assert_true (perch_log_selection_step (&none, rows[i].keyval, 10, 100, &row));
      g_assert_cmpuint (row, ==, rows[i].from_none);
      g_assert_true (perch_log_selection_step (&some, rows[i].keyval, 10, 100, &row));
      g_assert_cmpuint (row, ==, rows[i].from_some);
    }
  g_assert_false (perch_log_selection_step (&some, GDK_KEY_Left, 10, 100, &row));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/log-selection/move", test_move);
  g_test_add_func ("/log-selection/drop-first", test_drop_first);
  g_test_add_func ("/log-selection/keys", test_keys);
  return g_test_run ();
}
