/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/window/desktop-actions.h"

#include "app/menu.h"
#include "app/window/status-window.h"
#include "sample-backends.h"
#include "tray/tray-null.h"

typedef struct
{
  SampleBackends samples;
  GSimpleActionGroup *app;
  PerchMenu *menu;
  PerchTray *tray;
  PerchWindowKeeper *keeper;
  PerchDesktopActions *actions;
} Fixture;

static void
setup (Fixture *fixture, gconstpointer data)
{
  PerchWindowSources sources = { 0 };
  PerchMask *mask = perch_mask_new ();

  perch_mask_add_secret (mask, "nonexistent");
  sample_backends_init (&fixture->samples);
  sample_backends_add (&fixture->samples, "it", SAMPLE_RUNS);
  sample_backends_load (&fixture->samples);
  fixture->app = g_simple_action_group_new ();
  fixture->menu = perch_menu_new (fixture->samples.manager, G_ACTION_GROUP (fixture->app));
  fixture->tray = perch_tray_null_new ();
  sources.manager = fixture->samples.manager;
  sources.actions = perch_menu_get_actions (fixture->menu);
  fixture->keeper = perch_window_keeper_new (&sources);
  fixture->actions =
      perch_desktop_actions_new (G_ACTION_MAP (fixture->app), fixture->samples.manager,
                                 fixture->keeper, fixture->tray, "/nonexistent/perch.log", mask);
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->actions);
  g_assert_false (g_action_group_has_action (G_ACTION_GROUP (fixture->app), "show"));
  g_assert_finalize_object (fixture->keeper);
  g_assert_finalize_object (fixture->menu);
  g_assert_finalize_object (fixture->app);
  g_assert_finalize_object (fixture->tray);
  sample_backends_clear (&fixture->samples);
}

/* The visible top-level window of @type, if there is one. */
static GtkWidget *
find_window (GType type)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  for (GList *l = windows; l != NULL; l = l->next)
    if (G_TYPE_CHECK_INSTANCE_TYPE (l->data, type) && gtk_widget_get_visible (l->data))
      return l->data;
  return NULL;
}

static void
activate (Fixture *fixture, const char *name)
{
  g_action_group_activate_action (G_ACTION_GROUP (fixture->app), name, NULL);
}

static void
test_show (Fixture *fixture, gconstpointer data)
{
  GtkWidget *window = NULL;

  g_assert_null (find_window (PERCH_TYPE_STATUS_WINDOW));
  activate (fixture, "show");
  window = find_window (PERCH_TYPE_STATUS_WINDOW);
  g_assert_nonnull (window);

  activate (fixture, "show");
  g_assert_true (find_window (PERCH_TYPE_STATUS_WINDOW) == window);
}

static void
text_cb (GtkClipboard *clipboard, const char *text, gpointer user_data)
{
  *(char **) user_data = g_strdup (text);
}

static void
test_copy_diagnostics (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = NULL;

  perch_tray_null_set_host (PERCH_TRAY_NULL (fixture->tray), PERCH_TRAY_HOST_ABSENT);
  activate (fixture, "copy-diagnostics");
  gtk_clipboard_request_text (gtk_clipboard_get (GDK_SELECTION_CLIPBOARD), text_cb, &text);
  sample_wait_until (text != NULL);
  g_assert_nonnull (strstr (text, "Mode: tray\n"));
  g_assert_nonnull (strstr (text, "Tray host: absent\n"));
  g_assert_nonnull (strstr (text, "Log: /***/perch.log\n"));
}

static void
test_copy_text (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = NULL;

  g_action_group_activate_action (G_ACTION_GROUP (fixture->app), "copy-text",
                                  g_variant_new_string ("http://127.0.0.1:8000"));
  gtk_clipboard_request_text (gtk_clipboard_get (GDK_SELECTION_CLIPBOARD), text_cb, &text);
  sample_wait_until (text != NULL);
  g_assert_cmpstr (text, ==, "http://127.0.0.1:8000");
}

static void
test_open_log_fails (Fixture *fixture, gconstpointer data)
{
  GtkWidget *dialog = NULL;
  g_autofree char *text = NULL;

  activate (fixture, "open-log");
  sample_wait_until ((dialog = find_window (GTK_TYPE_MESSAGE_DIALOG)) != NULL);
  g_object_get (dialog, "secondary-text", &text, NULL);
  g_assert_nonnull (strstr (text, "/nonexistent/perch.log"));
  gtk_dialog_response (GTK_DIALOG (dialog), GTK_RESPONSE_CLOSE);
  g_assert_null (find_window (GTK_TYPE_MESSAGE_DIALOG));
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
#define ADD(name, function)                                                                        \
  g_test_add ("/desktop-actions/" name, Fixture, NULL, setup, function, teardown)
  ADD ("show", test_show);
  ADD ("copy-diagnostics", test_copy_diagnostics);
  ADD ("copy-text", test_copy_text);
  ADD ("open-log-fails", test_open_log_fails);
#undef ADD
  return g_test_run ();
}
