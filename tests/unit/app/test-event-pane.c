/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/window/event-pane.h"

#include "sample-backends.h"

typedef struct
{
  PerchEventHub *hub;
  GtkWidget *window;
  GtkTextView *view;
} Fixture;

static void
setup (Fixture *fixture, gconstpointer data)
{
  GtkWidget *pane = NULL;

  fixture->hub = perch_event_hub_new ();
  pane = perch_event_pane_new (fixture->hub);
  fixture->view = GTK_TEXT_VIEW (gtk_bin_get_child (GTK_BIN (pane)));
  fixture->window = gtk_window_new (GTK_WINDOW_TOPLEVEL);
  gtk_container_add (GTK_CONTAINER (fixture->window), pane);
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  gtk_widget_destroy (fixture->window);
  perch_event_hub_free (fixture->hub);
}

static void
show (Fixture *fixture)
{
  gtk_widget_show (fixture->window);
  sample_wait_until (gtk_widget_get_mapped (GTK_WIDGET (fixture->view)));
}

static void
publish (Fixture *fixture, const char *name, const char *text)
{
  g_autoptr (JsonBuilder) builder = json_builder_new_immutable ();
  g_autoptr (JsonNode) payload = NULL;

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "text");
  json_builder_add_string_value (builder, text);
  json_builder_end_object (builder);
  payload = json_builder_get_root (builder);
  perch_event_hub_announce (fixture->hub, name, NULL, payload);
}

static gboolean
ends_with (Fixture *fixture, const char *end)
{
  g_autofree char *text = NULL;

  g_object_get (gtk_text_view_get_buffer (fixture->view), "text", &text, NULL);
  return g_str_has_suffix (text, end);
}

static int
count_lines (Fixture *fixture)
{
  return gtk_text_buffer_get_line_count (gtk_text_view_get_buffer (fixture->view));
}

static void
test_lines (Fixture *fixture, gconstpointer data)
{
  publish (fixture, "before", "a");
  show (fixture);
  g_assert_true (ends_with (fixture, " perch: before {\"text\":\"a\"}"));
  publish (fixture, "after", "b");
  sample_wait_until (ends_with (fixture, " perch: after {\"text\":\"b\"}"));
  g_assert_cmpint (count_lines (fixture), ==, 2);
}

static void
test_hidden (Fixture *fixture, gconstpointer data)
{
  g_test_summary ("What happens while nobody looks is there afterwards, once.");
  show (fixture);
  publish (fixture, "first", "a");
  sample_wait_until (ends_with (fixture, "first {\"text\":\"a\"}"));
  gtk_widget_hide (fixture->window);
  publish (fixture, "second", "b");
  show (fixture);
  g_assert_true (ends_with (fixture, "second {\"text\":\"b\"}"));
  g_assert_cmpint (count_lines (fixture), ==, 2);
}

static void
test_bounds (Fixture *fixture, gconstpointer data)
{
  g_autofree char *longest = g_strnfill (100000, 'x');
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (fixture->view);

  publish (fixture, "long", longest);
  show (fixture);
  g_assert_cmpint (gtk_text_buffer_get_char_count (buffer), <=, 300);
  for (guint i = 0; i < 2 * PERCH_EVENT_PANE_LINES; i++)
    publish (fixture, "many", "x");
  publish (fixture, "last", "y");
  sample_wait_until (ends_with (fixture, "last {\"text\":\"y\"}"));
  g_assert_cmpint (count_lines (fixture), ==, PERCH_EVENT_PANE_LINES);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add ("/event-pane/" name, Fixture, NULL, setup, func, teardown)
  ADD ("lines", test_lines);
  ADD ("hidden", test_hidden);
  ADD ("bounds", test_bounds);
  return g_test_run ();
}
