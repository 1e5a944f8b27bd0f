/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/window/status-window.h"

#include "app/menu.h"
#include "sample-backends.h"

typedef struct
{
  SampleBackends samples;
  GSimpleActionGroup *app;
  PerchMenu *menu;
  GtkWidget *window;
  guint n_quit;
  guint n_preferences;
  const char *const *hidden; /* (nullable) */
  PerchIndicators *indicators; /* (unowned) (nullable) */
} Fixture;

static void
quit_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ((Fixture *) user_data)->n_quit++;
}

static void
preferences_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ((Fixture *) user_data)->n_preferences++;
}

static void
setup (Fixture *fixture, gconstpointer data)
{
  const GActionEntry entries[] = {
    { .name = "quit", .activate = quit_cb },
    { .name = "preferences", .activate = preferences_cb },
  };

  sample_backends_init (&fixture->samples);
  fixture->app = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (fixture->app), entries, G_N_ELEMENTS (entries),
                                   fixture);
}

static void
show (Fixture *fixture)
{
  PerchWindowSources sources = { 0 };

  sample_backends_load (&fixture->samples);
  fixture->menu = perch_menu_new (fixture->samples.manager, G_ACTION_GROUP (fixture->app));
  sources.manager = fixture->samples.manager;
  sources.hidden_entries = fixture->hidden;
  sources.indicators = fixture->indicators;
  sources.actions = perch_menu_get_actions (fixture->menu);
  fixture->window = g_object_ref (perch_status_window_new (&sources));
  gtk_window_present (GTK_WINDOW (fixture->window));
  sample_wait_until (gtk_widget_get_mapped (fixture->window));
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  gtk_widget_destroy (fixture->window);
  g_assert_finalize_object (fixture->window);
  g_assert_finalize_object (fixture->menu);
  g_assert_finalize_object (fixture->app);
  sample_backends_clear (&fixture->samples);
}

typedef struct
{
  GType type;
  const char *label;
  GtkWidget *found;
} Search;

static void
search_cb (GtkWidget *widget, gpointer user_data)
{
  Search *search = user_data;

  if (search->found != NULL || !gtk_widget_get_visible (widget))
    return;
  if (G_TYPE_CHECK_INSTANCE_TYPE (widget, search->type))
    {
      g_autofree char *label = NULL;

      g_object_get (widget, "label", &label, NULL);
      if (g_strcmp0 (label, search->label) == 0)
        search->found = widget;
    }
  if (GTK_IS_CONTAINER (widget))
    gtk_container_forall (GTK_CONTAINER (widget), search_cb, user_data);
}

/* The visible widget of that type with that label, if there is one. */
static GtkWidget *
find (Fixture *fixture, GType type, const char *label)
{
  Search search = { type, label, NULL };

  search_cb (fixture->window, &search);
  return search.found;
}

static gboolean
can_click (Fixture *fixture, const char *label)
{
  GtkWidget *button = find (fixture, GTK_TYPE_BUTTON, label);

  g_assert_nonnull (button);
  return gtk_widget_get_sensitive (button);
}

static void
click (Fixture *fixture, const char *label)
{
  g_assert_true (can_click (fixture, label));
  gtk_button_clicked (GTK_BUTTON (find (fixture, GTK_TYPE_BUTTON, label)));
}

static gboolean
says (Fixture *fixture, const char *label)
{
  return find (fixture, GTK_TYPE_LABEL, label) != NULL;
}

/* Any number of them but none, which may have passed before somebody looks. */
static gboolean
counts_seconds (Fixture *fixture)
{
  for (guint n = 1; n < 60; n++)
    {
      g_autofree char *uptime = g_strdup_printf ("%us", n);

      if (says (fixture, uptime))
        return TRUE;
    }
  return FALSE;
}

static void
test_buttons (Fixture *fixture, gconstpointer data)
{
  sample_backends_add (&fixture->samples, "it", SAMPLE_RUNS);
  show (fixture);
  g_assert_true (says (fixture, "The it_one"));
  g_assert_true (says (fixture, "○ Stopped"));
  g_assert_false (can_click (fixture, "S_top"));
  g_assert_false (can_click (fixture, "Open _log"));

  click (fixture, "_Start");
  sample_wait_until (says (fixture, "● Running"));
  g_assert_false (can_click (fixture, "_Start"));
  g_assert_true (can_click (fixture, "_Quit and stop 1 backend"));
  sample_wait_until (counts_seconds (fixture));

  click (fixture, "S_top");
  sample_wait_until (says (fixture, "○ Stopped"));
  click (fixture, "_Quit");
  g_assert_cmpuint (fixture->n_quit, ==, 1);
  click (fixture, "Pr_eferences…");
  g_assert_cmpuint (fixture->n_preferences, ==, 1);
}

static void
test_hidden_entries (Fixture *fixture, gconstpointer data)
{
  static const char *const hidden[] = { "preferences", "open_log", "btn_stop", NULL };

  sample_backends_add (&fixture->samples, "it", SAMPLE_RUNS);
  fixture->hidden = hidden;
  show (fixture);
  g_assert_null (find (fixture, GTK_TYPE_BUTTON, "Pr_eferences…"));
  g_assert_null (find (fixture, GTK_TYPE_BUTTON, "Open _log"));
  g_assert_nonnull (find (fixture, GTK_TYPE_BUTTON, "_Copy diagnostics"));
  g_assert_null (find (fixture, GTK_TYPE_BUTTON, "S_top"));
  g_assert_nonnull (find (fixture, GTK_TYPE_BUTTON, "_Start"));
}

static void
test_stays_in_front (Fixture *fixture, gconstpointer data)
{
  PerchStatusWindow *window = NULL;

  sample_backends_add (&fixture->samples, "b", SAMPLE_RUNS);
  sample_backends_add (&fixture->samples, "c", SAMPLE_RUNS);
  show (fixture);
  window = PERCH_STATUS_WINDOW (fixture->window);
  perch_status_window_select (window, NULL, "c");
  sample_backends_add (&fixture->samples, "a", SAMPLE_RUNS);
  perch_backend_manager_reload (fixture->samples.manager);
  sample_wait_until (g_list_model_get_n_items (G_LIST_MODEL (fixture->samples.manager)) == 3);
  g_assert_cmpstr (perch_status_window_get_backend (window), ==, "c");
}

static void
minimise (Fixture *fixture, GdkWindowState state)
{
  GdkEvent *event = gdk_event_new (GDK_WINDOW_STATE);

  event->window_state.window = g_object_ref (gtk_widget_get_window (fixture->window));
  event->window_state.changed_mask = GDK_WINDOW_STATE_ICONIFIED;
  event->window_state.new_window_state = state;
  gtk_widget_event (fixture->window, event);
  gdk_event_free (event);
}

static gboolean
is_looked_at (Fixture *fixture)
{
  return g_main_context_find_source_by_user_data (NULL, fixture->window) != NULL;
}

static void
test_minimised (Fixture *fixture, gconstpointer data)
{
  sample_backends_add (&fixture->samples, "it", SAMPLE_RUNS);
  show (fixture);
  g_assert_true (is_looked_at (fixture));
  minimise (fixture, GDK_WINDOW_STATE_ICONIFIED);
  g_assert_false (is_looked_at (fixture));
  minimise (fixture, 0);
  g_assert_true (is_looked_at (fixture));
}

static void
test_many_indicators (Fixture *fixture, gconstpointer data)
{
  g_autoptr (PerchIndicators) indicators = perch_indicators_new (60000);
  int least = 0;
  int with_many = 0;

  sample_backends_add (&fixture->samples, "it", SAMPLE_RUNS);
  fixture->indicators = indicators;
  show (fixture);
  gtk_widget_get_preferred_height (fixture->window, &least, NULL);
  for (guint i = 0; i < 30; i++)
    {
      g_autofree char *name = g_strdup_printf ("program-%u", i);
      const PerchIndicatorUpdate update = { .name = name,
                                            .has_text = TRUE,
                                            .text = (char *) "has a lot to say" };

      g_assert_true (perch_indicators_update (indicators, &update, NULL, NULL, NULL));
    }
  /* The list is told of all of them at once, some moments later. */
  sample_wait_until (says (fixture, "● program-29: has a lot to say"));
  gtk_widget_get_preferred_height (fixture->window, &with_many, NULL);
  g_assert_cmpint (with_many, >, least);
  g_assert_cmpint (with_many, <=, least + 200);
}

static void
test_renamed (Fixture *fixture, gconstpointer data)
{
  sample_backends_add (&fixture->samples, "it", SAMPLE_RUNS);
  show (fixture);
  g_assert_true (says (fixture, "The it_one"));
  sample_backends_add_profile (&fixture->samples, "it",
                               "{\"executable\": \"/bin/true\", \"label\": \"Another\"}");
  perch_backend_manager_reload (fixture->samples.manager);
  sample_wait_until (says (fixture, "Another"));
  g_assert_false (says (fixture, "The it_one"));
}

static void
test_failed (Fixture *fixture, gconstpointer data)
{
  sample_backends_add (&fixture->samples, "it", SAMPLE_FAILS);
  show (fixture);
  g_assert_false (says (fixture, "Its _last words"));
  click (fixture, "_Start");
  sample_backends_wait (sample_backends_get (&fixture->samples, "it"), PERCH_BACKEND_STATE_FAILED);
  sample_wait_until (says (fixture, "Its _last words"));
  sample_wait_until (says (fixture, "✕ Failed: exited with status 78"));
  g_assert_true (says (fixture,
                       "It does not accept its settings. Its last words say which; correct "
                       "them, then press Start."));
  g_assert_false (says (fixture, "CPU"));
}

static void
test_several (Fixture *fixture, gconstpointer data)
{
  sample_backends_add (&fixture->samples, "a", SAMPLE_RUNS);
  sample_backends_add (&fixture->samples, "b", SAMPLE_RUNS);
  sample_backends_add_broken (&fixture->samples, "broken");
  show (fixture);
  g_assert_true (says (fixture, "The b_one"));
  g_assert_cmpuint (
      g_strv_length ((GStrv) perch_backend_manager_get_problems (fixture->samples.manager)), ==, 1);
}

static void
test_close (Fixture *fixture, gconstpointer data)
{
  GdkEvent *event = gdk_event_new (GDK_DELETE);

  sample_backends_add (&fixture->samples, "it", SAMPLE_RUNS);
  show (fixture);
  event->any.window = g_object_ref (gtk_widget_get_window (fixture->window));
  gtk_main_do_event (event);
  g_assert_true (gtk_widget_in_destruction (fixture->window) ||
                 !gtk_widget_get_visible (fixture->window));
  gdk_event_free (event);
}

static void
test_running (Fixture *fixture, gconstpointer data)
{
  g_autofree char *pid = NULL;

  sample_backends_add (&fixture->samples, "it", SAMPLE_RUNS);
  show (fixture);
  g_assert_false (says (fixture, "CPU"));
  click (fixture, "_Start");
  sample_wait_until (says (fixture, "● Running"));
  g_assert_true (says (fixture, "CPU"));
  pid = g_strdup_printf (
      "%d", (int) perch_backend_get_pid (sample_backends_get (&fixture->samples, "it")));
  sample_wait_until (says (fixture, pid));
  g_assert_true (says (fixture, "stdio"));
  sample_wait_until (says (fixture, "1")); /* process */
  g_assert_false (says (fixture, "–"));
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
#define ADD(name, function)                                                                        \
  g_test_add ("/status-window/" name, Fixture, NULL, setup, function, teardown)
  ADD ("buttons", test_buttons);
  ADD ("hidden-entries", test_hidden_entries);
  ADD ("renamed", test_renamed);
  ADD ("stays-in-front", test_stays_in_front);
  ADD ("minimised", test_minimised);
  ADD ("many-indicators", test_many_indicators);
  ADD ("failed", test_failed);
  ADD ("several", test_several);
  ADD ("running", test_running);
  ADD ("close", test_close);
#undef ADD
  return g_test_run ();
}
