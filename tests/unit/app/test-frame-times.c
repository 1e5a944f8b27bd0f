/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/window/frame-times.h"

#include "sample-backends.h"

static void
test_shown_and_hidden (void)
{
  g_autoptr (PerchLatencies) frames = perch_latencies_new ();
  GtkWidget *window = gtk_window_new (GTK_WINDOW_TOPLEVEL);
  GtkWidget *label = gtk_label_new ("one");
  guint64 n_frames = 0;

  perch_frame_times_watch (window, frames);
  gtk_container_add (GTK_CONTAINER (window), label);
  g_assert_cmpuint (perch_latencies_get_n (frames), ==, 0);

  gtk_widget_show_all (window);
  sample_wait_until (perch_latencies_get_n (frames) > 0);
  g_assert_cmpint (perch_latencies_get_max (frames), >, 0);
  n_frames = perch_latencies_get_n (frames);
  gtk_label_set_text (GTK_LABEL (label), "two");
  sample_wait_until (perch_latencies_get_n (frames) > n_frames);

  /* What was realized twice is counted once all the same. */
  gtk_widget_hide (window);
  gtk_widget_unrealize (window);
  n_frames = perch_latencies_get_n (frames);
  gtk_widget_show (window);
  sample_wait_until (perch_latencies_get_n (frames) > n_frames);
  gtk_widget_destroy (window);
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  g_test_add_func ("/frame-times/shown-and-hidden", test_shown_and_hidden);
  return g_test_run ();
}
