/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/window/bundle-saver.h"

#include <gtk/gtk.h>

#include "sample-backends.h"

/* What becomes of a choice is tried in tests/desktop/test_bundle.py. */
typedef struct
{
  GApplication *application;
  PerchNotifier *notifier;
  PerchBundleSaver *saver;
} Fixture;

static void
setup (Fixture *fixture, gconstpointer program)
{
  g_autoptr (GError) error = NULL;

  fixture->application = g_application_new ("org.perch.Test", G_APPLICATION_NON_UNIQUE);
  g_application_register (fixture->application, NULL, &error);
  g_assert_no_error (error);
  fixture->notifier = perch_notifier_new (fixture->application);
  fixture->saver = perch_bundle_saver_new (fixture->notifier, program);
}

static void
teardown (Fixture *fixture, gconstpointer program)
{
  g_assert_finalize_object (fixture->saver);
  g_assert_false (g_action_group_has_action (G_ACTION_GROUP (fixture->application), "save-bundle"));
  g_assert_finalize_object (fixture->notifier);
  g_assert_finalize_object (fixture->application);
}

static gboolean
is_idle (Fixture *fixture)
{
  return g_action_group_get_action_enabled (G_ACTION_GROUP (fixture->application), "save-bundle");
}

static GtkWidget *
find_chooser (void)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  for (GList *l = windows; l != NULL; l = l->next)
    if (GTK_IS_FILE_CHOOSER_DIALOG (l->data) && gtk_widget_get_visible (l->data))
      return l->data;
  return NULL;
}

static GtkWidget *
open_chooser (Fixture *fixture)
{
  GtkWidget *chooser = NULL;

  g_assert_true (is_idle (fixture));
  g_action_group_activate_action (G_ACTION_GROUP (fixture->application), "save-bundle", NULL);
  sample_wait_until ((chooser = find_chooser ()) != NULL);
  g_assert_false (is_idle (fixture));
  return chooser;
}

static void
test_cancel (Fixture *fixture, gconstpointer program)
{
  for (guint i = 0; i < 2; i++)
    {
      GtkWidget *chooser = open_chooser (fixture);
      g_autofree char *name = gtk_file_chooser_get_current_name (GTK_FILE_CHOOSER (chooser));

      g_assert_true (g_str_has_prefix (name, "perch-bundle-"));
      gtk_dialog_response (GTK_DIALOG (chooser), GTK_RESPONSE_CANCEL);
      g_assert_null (find_chooser ());
      g_assert_true (is_idle (fixture));
    }
}

static void
test_quit_while_asking (Fixture *fixture, gconstpointer program)
{
  open_chooser (fixture);
  g_object_run_dispose (G_OBJECT (fixture->saver));
  g_assert_null (find_chooser ());
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
#define ADD(name, function)                                                                        \
  g_test_add ("/bundle-saver/" name, Fixture, "/bin/false", setup, function, teardown)
  ADD ("cancel", test_cancel);
  ADD ("quit-while-asking", test_quit_while_asking);
#undef ADD
  return g_test_run ();
}
