/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/window/usage-chart.h"

#include <unistd.h>

#include "sample-backends.h"

/* The chart of a sampler that measures what this test starts. */
typedef struct
{
  PerchSampler *sampler;
  GtkWidget *window;
  GtkWidget *chart;
  GtkLabel *value;
  GtkWidget *area;
} Fixture;

static void
find_cb (GtkWidget *widget, gpointer user_data)
{
  Fixture *fixture = user_data;

  if (GTK_IS_DRAWING_AREA (widget))
    fixture->area = widget;
  else if (GTK_IS_LABEL (widget))
    fixture->value = GTK_LABEL (widget); /* the last of two */
  else if (GTK_IS_CONTAINER (widget))
    gtk_container_foreach (GTK_CONTAINER (widget), find_cb, user_data);
}

static void
setup (Fixture *fixture, gconstpointer data)
{
  PerchUsageKind kind = (PerchUsageKind) GPOINTER_TO_INT (data);

  fixture->sampler = perch_sampler_new ();
  perch_sampler_set_watched (fixture->sampler, TRUE);
  fixture->chart = perch_usage_chart_new (kind, fixture->sampler);
  fixture->window = gtk_window_new (GTK_WINDOW_TOPLEVEL);
  gtk_container_add (GTK_CONTAINER (fixture->window), fixture->chart);
  find_cb (fixture->chart, fixture);
  gtk_widget_show (fixture->window);
  sample_wait_until (gtk_widget_get_mapped (fixture->area));
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  gtk_widget_destroy (fixture->window);
  perch_sampler_set_root (fixture->sampler, 0);
  sample_wait_until (G_OBJECT (fixture->sampler)->ref_count == 1);
  g_assert_finalize_object (fixture->sampler);
}

static const char *
spoken (Fixture *fixture)
{
  return atk_object_get_description (gtk_widget_get_accessible (fixture->area));
}

static guint
count (Fixture *fixture)
{
  guint n_samples = 0;

  perch_sampler_get_history (fixture->sampler, &n_samples);
  return n_samples;
}

/* Our own parent has at least us for a descendant. */
static void
measure (Fixture *fixture, guint n_samples)
{
  perch_sampler_set_root (fixture->sampler, getppid ());
  sample_wait_until (count (fixture) >= n_samples);
  perch_usage_chart_refresh (PERCH_USAGE_CHART (fixture->chart));
}

static gboolean
press (Fixture *fixture, guint keyval)
{
  GdkEvent *event = gdk_event_new (GDK_KEY_PRESS);
  gboolean handled = FALSE;

  event->key.window = g_object_ref (gtk_widget_get_window (fixture->area));
  event->key.keyval = keyval;
  gdk_event_set_device (event, gdk_seat_get_keyboard (gdk_display_get_default_seat (
                                   gtk_widget_get_display (fixture->area))));
  handled = gtk_widget_event (fixture->area, event);
  gdk_event_free (event);
  return handled;
}

static void
test_empty (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpstr (gtk_label_get_text (fixture->value), ==, "–");
  g_assert_cmpstr (spoken (fixture), ==, "No values yet");
  g_assert_true (press (fixture, GDK_KEY_Left));
  g_assert_cmpstr (gtk_label_get_text (fixture->value), ==, "–");
}

static void
test_memory (Fixture *fixture, gconstpointer data)
{
  measure (fixture, 1);
  g_assert_true (g_str_has_suffix (gtk_label_get_text (fixture->value), "B"));
  g_assert_true (g_str_has_prefix (spoken (fixture), "Now "));
  g_assert_nonnull (strstr (spoken (fixture), ", at most "));

  perch_sampler_set_root (fixture->sampler, 0);
  perch_usage_chart_refresh (PERCH_USAGE_CHART (fixture->chart));
  g_assert_cmpstr (gtk_label_get_text (fixture->value), ==, "–");
}

static void
test_keys (Fixture *fixture, gconstpointer data)
{
  measure (fixture, 2);
  g_assert_true (g_str_has_suffix (gtk_label_get_text (fixture->value), " %"));
  g_assert_true (press (fixture, GDK_KEY_Home));
  g_assert_true (g_str_has_suffix (gtk_label_get_text (fixture->value), "s ago"));
  g_assert_true (g_str_has_prefix (gtk_label_get_text (fixture->value), "0.0 %, "));
  g_assert_true (press (fixture, GDK_KEY_End));
  g_assert_true (g_str_has_suffix (gtk_label_get_text (fixture->value), ", 0s ago"));
  g_assert_false (press (fixture, GDK_KEY_Tab));
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
#define ADD(name, kind, function)                                                                  \
  g_test_add ("/usage-chart/" name, Fixture, GINT_TO_POINTER (kind), setup, function, teardown)
  ADD ("empty", PERCH_USAGE_CPU, test_empty);
  ADD ("memory", PERCH_USAGE_MEMORY, test_memory);
  ADD ("keys", PERCH_USAGE_CPU, test_keys);
#undef ADD
  return g_test_run ();
}
