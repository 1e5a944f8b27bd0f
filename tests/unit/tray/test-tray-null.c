/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "tray/tray-null.h"

static void
count_cb (guint *count)
{
  (*count)++;
}

static void
test_remembers (void)
{
  PerchTray *tray = perch_tray_null_new ();
  PerchTrayNull *null = PERCH_TRAY_NULL (tray);
  GMenu *menu = g_menu_new ();
  GSimpleActionGroup *actions = g_simple_action_group_new ();

  g_assert_null (perch_tray_null_get_title (null));
  g_assert_null (perch_tray_null_get_menu (null));
  g_assert_null (perch_tray_null_get_actions (null));

  perch_tray_set_status (tray, PERCH_TRAY_STATUS_RUNNING, "Running");
  perch_tray_set_status (tray, PERCH_TRAY_STATUS_FAILED, perch_tray_null_get_title (null));
  perch_tray_set_menu (tray, G_MENU_MODEL (menu), G_ACTION_GROUP (actions));

  g_assert_cmpint (perch_tray_null_get_status (null), ==, PERCH_TRAY_STATUS_FAILED);
  g_assert_cmpstr (perch_tray_null_get_title (null), ==, "Running");
  g_assert_true (perch_tray_null_get_menu (null) == G_MENU_MODEL (menu));
  g_assert_true (perch_tray_null_get_actions (null) == G_ACTION_GROUP (actions));

  g_assert_finalize_object (tray);
  g_assert_finalize_object (menu);
  g_assert_finalize_object (actions);
}

static void
test_properties (void)
{
  PerchTray *tray = perch_tray_null_new ();
  PerchTrayNull *null = PERCH_TRAY_NULL (tray);
  guint n_host = 0;
  guint n_open = 0;

  g_signal_connect_swapped (tray, "notify::host", G_CALLBACK (count_cb), &n_host);
  g_signal_connect_swapped (tray, "notify::menu-open", G_CALLBACK (count_cb), &n_open);
  g_assert_cmpint (perch_tray_get_host (tray), ==, PERCH_TRAY_HOST_UNKNOWN);
  g_assert_false (perch_tray_get_menu_open (tray));

  for (int i = 0; i < 2; i++)
    {
      perch_tray_null_set_host (null, PERCH_TRAY_HOST_ABSENT);
      perch_tray_null_set_menu_open (null, TRUE);
    }
  g_assert_cmpint (perch_tray_get_host (tray), ==, PERCH_TRAY_HOST_ABSENT);
  g_assert_true (perch_tray_get_menu_open (tray));
  g_assert_cmpuint (n_host, ==, 1);
  g_assert_cmpuint (n_open, ==, 1);

  g_assert_finalize_object (tray);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/tray-null/remembers", test_remembers);
  g_test_add_func ("/tray-null/properties", test_properties);
  return g_test_run ();
}
