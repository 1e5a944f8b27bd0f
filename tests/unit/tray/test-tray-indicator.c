/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include <gtk/gtk.h>

#include "fake-host.h"
#include "tray/tray-indicator.h"

typedef struct
{
  FakeHost *host;
  GMenu *menu;
  GSimpleActionGroup *actions;
  PerchTray *tray;
  guint n_quit;
  guint n_open_changes;
} Fixture;

static void
count_cb (guint *count)
{
  (*count)++;
}

static void
quit_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  count_cb (&((Fixture *) user_data)->n_quit);
}

/* On a busy machine the indicator library hears of the host before it has its own connection to the
 * bus. It complains, and tries again as soon as it has one. */
static gboolean
is_early (const char *message)
{
  return strstr (message, "g_dbus_proxy_new: assertion 'G_IS_DBUS_CONNECTION") != NULL;
}

static gboolean
is_fatal (const char *domain, GLogLevelFlags level, const char *message, gpointer data)
{
  return !is_early (message);
}

/* GTest's own would report an error all the same. */
static void
log_cb (const char *domain, GLogLevelFlags level, const char *message, gpointer data)
{
  if (!is_early (message))
    g_log_default_handler (domain, level, message, data);
}

static void
setup (Fixture *fixture, gconstpointer data)
{
  const GActionEntry entries[] = { { .name = "quit", .activate = quit_cb },
                                   { .name = "off", .activate = quit_cb } };

  g_test_log_set_fatal_handler (is_fatal, NULL);
  fixture->host = fake_host_new ();
  fixture->menu = g_menu_new ();
  fixture->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (fixture->actions), entries, G_N_ELEMENTS (entries),
                                   fixture);
  g_simple_action_set_enabled (
      G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (fixture->actions), "off")), FALSE);
  g_menu_append (fixture->menu, "Uptime 1s", NULL);
  g_menu_append (fixture->menu, "_Off", "off");
  g_menu_append (fixture->menu, "_Quit", "quit");

  fixture->tray = perch_tray_indicator_new ("perch-test", "Perch", "/nonexistent");
  g_signal_connect_swapped (fixture->tray, "notify::menu-open", G_CALLBACK (count_cb),
                            &fixture->n_open_changes);
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->tray);
  g_assert_finalize_object (fixture->menu);
  g_assert_finalize_object (fixture->actions);
  fake_host_free (fixture->host);
}

static void
show (Fixture *fixture)
{
  fake_host_appear (fixture->host);
  perch_tray_set_status (fixture->tray, PERCH_TRAY_STATUS_RUNNING, "Running");
  perch_tray_set_menu (fixture->tray, G_MENU_MODEL (fixture->menu),
                       G_ACTION_GROUP (fixture->actions));
  wait_until (perch_tray_get_host (fixture->tray) == PERCH_TRAY_HOST_PRESENT);
  wait_until (fake_host_has_menu (fixture->host));
}

static void
set_uptime (Fixture *fixture, const char *label)
{
  g_menu_remove (fixture->menu, 0);
  g_menu_insert (fixture->menu, 0, label, NULL);
}

static gboolean
menu_is (Fixture *fixture, const char *expected)
{
  g_autofree char *menu = fake_host_dup_menu (fixture->host);

  return g_str_equal (menu, expected);
}

static gboolean
icon_is (Fixture *fixture, const char *expected)
{
  g_autofree char *icon = fake_host_dup_property (fixture->host, "IconName");

  return g_str_equal (icon, expected);
}

static void
test_shown (Fixture *fixture, gconstpointer data)
{
  g_autofree char *title = NULL;
  g_autofree char *dir = NULL;

  g_assert_cmpint (perch_tray_get_host (fixture->tray), ==, PERCH_TRAY_HOST_UNKNOWN);
  show (fixture);
  g_assert_true (icon_is (fixture, "perch-running"));
  title = fake_host_dup_property (fixture->host, "Title");
  g_assert_cmpstr (title, ==, "Running");
  dir = fake_host_dup_property (fixture->host, "IconThemePath");
  g_assert_cmpstr (dir, ==, "/nonexistent");
  g_assert_true (menu_is (fixture, "Uptime 1s (off)\n_Off (off)\n_Quit\n"));

  perch_tray_set_status (fixture->tray, PERCH_TRAY_STATUS_FAILED, "Failed");
  wait_until (icon_is (fixture, "perch-failed"));
}

static void
test_host_comes_and_goes (Fixture *fixture, gconstpointer data)
{
  wait_until (perch_tray_get_host (fixture->tray) == PERCH_TRAY_HOST_ABSENT);
  show (fixture);
  g_assert_cmpuint (fake_host_get_n_registered (fixture->host), ==, 1);

  fake_host_about_to_show (fixture->host);
  g_assert_true (perch_tray_get_menu_open (fixture->tray));
  fake_host_vanish (fixture->host);
  wait_until (perch_tray_get_host (fixture->tray) == PERCH_TRAY_HOST_ABSENT);
  g_assert_false (perch_tray_get_menu_open (fixture->tray));

  fake_host_appear (fixture->host);
  wait_until (perch_tray_get_host (fixture->tray) == PERCH_TRAY_HOST_PRESENT);
  g_assert_cmpuint (fake_host_get_n_registered (fixture->host), ==, 2);
  g_assert_true (icon_is (fixture, "perch-running"));
}

/* The library tries once only. Perch goes on trying, and all is there when it gets in. */
static void
test_host_refuses (Fixture *fixture, gconstpointer data)
{
  fake_host_set_refusing (fixture->host, TRUE);
  fake_host_appear (fixture->host);
  g_test_expect_message ("libayatana-appindicator", G_LOG_LEVEL_WARNING, "*Busy*");
  perch_tray_set_status (fixture->tray, PERCH_TRAY_STATUS_RUNNING, "Running");
  perch_tray_set_menu (fixture->tray, G_MENU_MODEL (fixture->menu),
                       G_ACTION_GROUP (fixture->actions));
  wait_until (fake_host_get_n_refused (fixture->host) == 1);

  fake_host_set_refusing (fixture->host, FALSE);
  wait_until (perch_tray_get_host (fixture->tray) == PERCH_TRAY_HOST_PRESENT);
  g_test_assert_expected_messages ();
  wait_until (fake_host_has_menu (fixture->host));
  g_assert_cmpuint (fake_host_get_n_registered (fixture->host), ==, 1);
  g_assert_true (icon_is (fixture, "perch-running"));
  g_assert_true (menu_is (fixture, "Uptime 1s (off)\n_Off (off)\n_Quit\n"));
  fake_host_event (fixture->host, fake_host_find (fixture->host, "_Quit"), "clicked");
  wait_until (fixture->n_quit == 1);
}

static void
test_clicks (Fixture *fixture, gconstpointer data)
{
  show (fixture);

  g_test_message ("The library lets a click on a disabled entry through; Perch must not");
  fake_host_event (fixture->host, fake_host_find (fixture->host, "_Off"), "clicked");
  fake_host_event (fixture->host, fake_host_find (fixture->host, "Uptime 1s"), "clicked");
  fake_host_event (fixture->host, fake_host_find (fixture->host, "_Quit"), "clicked");
  wait_until (fixture->n_quit > 0);
  g_assert_cmpuint (fixture->n_quit, ==, 1);
}

static void
test_menu_open (Fixture *fixture, gconstpointer data)
{
  show (fixture);
  g_assert_false (perch_tray_get_menu_open (fixture->tray));

  g_test_message ("A host that tells when the menu closes");
  fake_host_about_to_show (fixture->host);
  fake_host_event (fixture->host, 0, "opened");
  wait_until (perch_tray_get_menu_open (fixture->tray));
  fake_host_event (fixture->host, 0, "closed");
  wait_until (!perch_tray_get_menu_open (fixture->tray));

  g_test_message ("A host that does not: a click closes it too");
  fake_host_about_to_show (fixture->host);
  wait_until (perch_tray_get_menu_open (fixture->tray));
  fake_host_event (fixture->host, fake_host_find (fixture->host, "_Quit"), "clicked");
  wait_until (!perch_tray_get_menu_open (fixture->tray));
  g_assert_cmpuint (fixture->n_open_changes, ==, 4);
}

static void
test_labels (Fixture *fixture, gconstpointer data)
{
  guint n_layouts;

  show (fixture);
  fake_host_about_to_show (fixture->host);
  set_uptime (fixture, "Uptime 2s");
  wait_until (menu_is (fixture, "Uptime 2s (off)\n_Off (off)\n_Quit\n"));

  /* By now the news of the menu as a whole has come. */
  n_layouts = fake_host_get_n_layouts (fixture->host);
  set_uptime (fixture, "Uptime 3s");
  wait_until (menu_is (fixture, "Uptime 3s (off)\n_Off (off)\n_Quit\n"));
  g_assert_cmpuint (fake_host_get_n_updates (fixture->host), >=, 1);
  g_assert_cmpuint (fake_host_get_n_layouts (fixture->host), ==, n_layouts);
}

static void
test_rate (Fixture *fixture, gconstpointer data)
{
  gint64 start;
  guint64 elapsed_us;
  guint n_updates;

  g_test_summary ("However fast the menu changes, the host hears of it five times a second");

  show (fixture);
  /* libdbusmenu speaks of entries only to those who have asked for them. */
  g_assert_true (menu_is (fixture, "Uptime 1s (off)\n_Off (off)\n_Quit\n"));
  start = g_get_monotonic_time ();
  n_updates = fake_host_get_n_updates (fixture->host);
  for (int i = 0; g_get_monotonic_time () - start < G_USEC_PER_SEC; i++)
    {
      g_autofree char *label = g_strdup_printf ("Uptime %dms", i);

      set_uptime (fixture, label);
      fake_host_iterate ();
    }
  n_updates = fake_host_get_n_updates (fixture->host) - n_updates;
  elapsed_us = (guint64) (g_get_monotonic_time () - start);
  g_assert_cmpuint (n_updates, >=, 1);
  g_assert_cmpuint (n_updates, <=, 2 + elapsed_us / (G_USEC_PER_SEC / 5));
}

static void
test_new_entries_wait (Fixture *fixture, gconstpointer data)
{
  guint n_layouts;

  g_test_summary ("An open menu does not grow under the pointer");

  show (fixture);
  fake_host_about_to_show (fixture->host);
  n_layouts = fake_host_get_n_layouts (fixture->host);
  g_menu_append (fixture->menu, "New", "quit");
  perch_tray_set_status (fixture->tray, PERCH_TRAY_STATUS_WARNING, "Warning");
  wait_until (icon_is (fixture, "perch-warning")); /* by now the menu would have changed too */
  g_assert_true (menu_is (fixture, "Uptime 1s (off)\n_Off (off)\n_Quit\n"));

  fake_host_event (fixture->host, 0, "closed");
  wait_until (menu_is (fixture, "Uptime 1s (off)\n_Off (off)\n_Quit\nNew\n"));
  wait_until (fake_host_get_n_layouts (fixture->host) > n_layouts);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  g_log_set_handler ("GLib-GIO", G_LOG_LEVEL_CRITICAL | G_LOG_FLAG_FATAL, log_cb, NULL);
#define ADD(name, function)                                                                        \
  g_test_add ("/tray-indicator/" name, Fixture, NULL, setup, function, teardown)
  ADD ("shown", test_shown);
  ADD ("host-comes-and-goes", test_host_comes_and_goes);
  ADD ("host-refuses", test_host_refuses);
  ADD ("clicks", test_clicks);
  ADD ("menu-open", test_menu_open);
  ADD ("labels", test_labels);
  ADD ("rate", test_rate);
  ADD ("new-entries-wait", test_new_entries_wait);
#undef ADD
  return g_test_run ();
}
