/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/window/log-pane.h"

#include <string.h>

#include "app/window/log-view.h"
#include "log-sample.h"
#include "sample-backends.h"

typedef struct
{
  SampleBackends samples;
  PerchScratch sample;
  GtkWidget *window;
  GtkWidget *pane;
} Fixture;

static void
setup (Fixture *fixture, gconstpointer data)
{
  sample_backends_init (&fixture->samples);
  sample_backends_add (&fixture->samples, "main", SAMPLE_RUNS);
  sample_backends_load (&fixture->samples);
  perch_scratch_init (&fixture->sample);
  log_sample_fill (&fixture->sample, 1, 0, 50);
  log_sample_fill (&fixture->sample, 0, 50, 50);
  log_sample_append (&fixture->sample, 0,
                     "2026-01-31T12:34:56.789Z warning main: slow trace_id=abc\n");
  fixture->window = gtk_window_new (GTK_WINDOW_TOPLEVEL);
  fixture->pane = perch_log_pane_new (fixture->samples.manager, fixture->sample.dir);
  gtk_container_add (GTK_CONTAINER (fixture->window), fixture->pane);
  gtk_widget_show (fixture->window);
  sample_wait_until (gtk_widget_get_mapped (fixture->pane));
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  gtk_widget_destroy (fixture->window);
  perch_scratch_clear (&fixture->sample);
  sample_backends_clear (&fixture->samples);
}

typedef struct
{
  const char *name; /* of the widget for screen readers */
  GType type;
  GtkWidget *found;
} Search;

static void
search_cb (GtkWidget *widget, gpointer user_data)
{
  Search *search = user_data;
  const char *name = atk_object_get_name (gtk_widget_get_accessible (widget));

  if (G_TYPE_CHECK_INSTANCE_TYPE (widget, search->type) &&
      (search->name == NULL || g_strcmp0 (name, search->name) == 0))
    search->found = widget;
  else if (GTK_IS_CONTAINER (widget))
    gtk_container_foreach (GTK_CONTAINER (widget), search_cb, user_data);
}

static gpointer
find (Fixture *fixture, GType type, const char *name)
{
  Search search = { name, type, NULL };

  search_cb (fixture->pane, &search);
  g_assert_nonnull (search.found);
  return search.found;
}

static PerchLogView *
view (Fixture *fixture)
{
  return find (fixture, PERCH_TYPE_LOG_VIEW, NULL);
}

static gboolean
says (Fixture *fixture, const char *text)
{
  Search search = { text, GTK_TYPE_LABEL, NULL };

  search_cb (fixture->pane, &search);
  return search.found != NULL;
}

static void
write_text (Fixture *fixture, const char *entry, const char *text)
{
  gtk_entry_set_text (find (fixture, GTK_TYPE_SEARCH_ENTRY, entry), text);
}

static char *
get_line (Fixture *fixture)
{
  GtkTextView *whole = find (fixture, GTK_TYPE_TEXT_VIEW, NULL);
  char *text = NULL;

  g_object_get (gtk_text_view_get_buffer (whole), "text", &text, NULL);
  return text;
}

static gboolean
shows_line (Fixture *fixture, const char *end)
{
  g_autofree char *line = get_line (fixture);
  const char *spoken = atk_object_get_description (
      gtk_widget_get_accessible (perch_log_view_get_area (view (fixture))));

  return g_str_has_suffix (line, end) && g_strcmp0 (spoken, line) == 0;
}

static void
test_filters (Fixture *fixture, gconstpointer data)
{
  GtkComboBox *level = find (fixture, GTK_TYPE_COMBO_BOX_TEXT, "Least level");
  GtkComboBox *source = find (fixture, GTK_TYPE_COMBO_BOX_TEXT, "Source");

  sample_wait_until (says (fixture, "101 lines"));
  gtk_combo_box_set_active_id (level, "warning");
  sample_wait_until (says (fixture, "21 lines"));
  gtk_combo_box_set_active_id (source, "main");
  sample_wait_until (says (fixture, "11 lines"));
  write_text (fixture, "Only lines with this text", "SLOW");
  sample_wait_until (says (fixture, "1 line"));
  gtk_combo_box_set_active_id (level, "error");
  sample_wait_until (says (fixture, "0 lines"));
}

static void
test_find (Fixture *fixture, gconstpointer data)
{
  GtkButton *previous = find (fixture, GTK_TYPE_BUTTON, "Find the one before");
  GtkButton *next = find (fixture, GTK_TYPE_BUTTON, "Find the next one");

  sample_wait_until (says (fixture, "101 lines"));
  g_assert_false (gtk_widget_get_sensitive (GTK_WIDGET (next)));
  write_text (fixture, "Find", "number 7");
  sample_wait_until (says (fixture, "found in 11 lines"));
  sample_wait_until (shows_line (fixture, "number 79"));
  gtk_button_clicked (previous);
  sample_wait_until (shows_line (fixture, "number 78"));
  gtk_button_clicked (next);
  gtk_button_clicked (next);
  sample_wait_until (shows_line (fixture, "number 7"));
  gtk_button_clicked (previous);
  sample_wait_until (shows_line (fixture, "number 79"));
  g_assert_false (perch_log_view_get_follows (view (fixture)));
}

static void
test_trace (Fixture *fixture, gconstpointer data)
{
  GtkWidget *trace = find (fixture, GTK_TYPE_TOGGLE_BUTTON, "Only this trace");

  sample_wait_until (says (fixture, "101 lines"));
  perch_log_view_set_cursor (view (fixture), 3);
  sample_wait_until (shows_line (fixture, "number 3"));
  g_assert_false (gtk_widget_get_sensitive (trace));
  perch_log_view_set_cursor (view (fixture), 100);
  sample_wait_until (gtk_widget_get_sensitive (trace));
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (trace), TRUE);
  sample_wait_until (says (fixture, "1 line"));
  g_assert_cmpuint (perch_log_view_get_cursor (view (fixture)), ==, 0);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (trace), FALSE);
  sample_wait_until (says (fixture, "101 lines"));
  g_assert_cmpuint (perch_log_view_get_cursor (view (fixture)), ==, 100);
}

static void
test_follow (Fixture *fixture, gconstpointer data)
{
  GtkToggleButton *follow = find (fixture, GTK_TYPE_TOGGLE_BUTTON, "Follow");

  sample_wait_until (says (fixture, "101 lines"));
  g_assert_true (gtk_toggle_button_get_active (follow));
  perch_log_view_set_cursor (view (fixture), 3);
  g_assert_false (gtk_toggle_button_get_active (follow));
  gtk_toggle_button_set_active (follow, TRUE);
  g_assert_true (perch_log_view_get_follows (view (fixture)));
  log_sample_fill (&fixture->sample, 0, 100, 1);
  sample_wait_until (says (fixture, "102 lines"));
  g_assert_true (gtk_toggle_button_get_active (follow));
}

static void
text_cb (GtkClipboard *clipboard, const char *text, gpointer user_data)
{
  *(char **) user_data = g_strdup (text != NULL ? text : "");
}

/* Takes what is there by now as @text; returns whether that is something else than @before. */
static gboolean
has_copied (const char *before, char **text)
{
  g_clear_pointer (text, g_free);
  gtk_clipboard_request_text (gtk_clipboard_get (GDK_SELECTION_CLIPBOARD), text_cb, text);
  sample_wait_until (*text != NULL);
  return !g_str_equal (*text, before);
}

/* Asks until there is something else than @before. */
static char *
read_clipboard (const char *before)
{
  char *text = NULL;

  sample_wait_until (has_copied (before, &text));
  return text;
}

static void
test_copy (Fixture *fixture, gconstpointer data)
{
  GtkButton *copy = find (fixture, GTK_TYPE_BUTTON, "Copy");
  g_autofree char *one = NULL;
  g_autofree char *all = NULL;

  sample_wait_until (says (fixture, "101 lines"));
  gtk_clipboard_set_text (gtk_clipboard_get (GDK_SELECTION_CLIPBOARD), "before", -1);
  perch_log_view_set_cursor (view (fixture), 42);
  gtk_button_clicked (copy);
  one = read_clipboard ("before");
  g_assert_true (g_str_has_suffix (one, "number 42\n"));
  g_assert_true (strchr (one, '\n') == one + strlen (one) - 1);

  perch_log_view_select_all (view (fixture));
  gtk_button_clicked (copy);
  all = read_clipboard (one);
  g_assert_nonnull (strstr (all, "number 0\n"));
  g_assert_true (g_str_has_suffix (all, "slow trace_id=abc\n"));
}

static void
test_hidden (Fixture *fixture, gconstpointer data)
{
  g_test_summary ("What is not seen is not read, and what is seen again is there again.");
  sample_wait_until (says (fixture, "101 lines"));
  perch_log_view_set_cursor (view (fixture), 42);
  gtk_widget_hide (fixture->window);
  sample_wait_until (says (fixture, "0 lines"));
  g_assert_cmpuint (perch_log_view_get_cursor (view (fixture)), ==, PERCH_LOG_NO_ROW);
  gtk_widget_show (fixture->window);
  sample_wait_until (says (fixture, "101 lines"));
  g_assert_cmpuint (perch_log_view_get_cursor (view (fixture)), ==, 42);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
#define ADD(name, function) g_test_add ("/log-pane/" name, Fixture, NULL, setup, function, teardown)
  ADD ("filters", test_filters);
  ADD ("find", test_find);
  ADD ("trace", test_trace);
  ADD ("follow", test_follow);
  ADD ("copy", test_copy);
  ADD ("hidden", test_hidden);
#undef ADD
  return g_test_run ();
}
