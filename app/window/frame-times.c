/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/window/frame-times.h"

/* @begun_us is 0 outside of a frame. */
typedef struct
{
  PerchLatencies *frames; /* (unowned) */
  gint64 begun_us; /* monotonic */
} FrameTimes;

static void
before_paint_cb (GdkFrameClock *clock, FrameTimes *self)
{
  self->begun_us = g_get_monotonic_time ();
}

static void
after_paint_cb (GdkFrameClock *clock, FrameTimes *self)
{
  if (self->begun_us != 0)
    perch_latencies_add (self->frames, g_get_monotonic_time () - self->begun_us);
  self->begun_us = 0;
}

static void
realize_cb (GtkWidget *window, FrameTimes *self)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (window);

  g_signal_connect (clock, "before-paint", G_CALLBACK (before_paint_cb), self);
  g_signal_connect (clock, "after-paint", G_CALLBACK (after_paint_cb), self);
}

static void
unrealize_cb (GtkWidget *window, FrameTimes *self)
{
  g_signal_handlers_disconnect_by_data (gtk_widget_get_frame_clock (window), self);
  self->begun_us = 0;
}

static void
free_closure_data (gpointer data, GClosure *closure)
{
  g_free (data);
}

/**
 * perch_frame_times_watch:
 * @window: a window that is not realized yet
 * @frames: takes how long each frame needs, from its begin to its end; outlives @window
 *
 * Measures the frames of @window. A window that is hidden, or has nothing new to show, draws none
 * and costs nothing.
 */
void
perch_frame_times_watch (GtkWidget *window, PerchLatencies *frames)
{
  FrameTimes *self = NULL;

  g_return_if_fail (GTK_IS_WINDOW (window));
  g_return_if_fail (!gtk_widget_get_realized (window));
  g_return_if_fail (frames != NULL);

  self = g_new0 (FrameTimes, 1);
  self->frames = frames;
  g_signal_connect (window, "realize", G_CALLBACK (realize_cb), self);
  g_signal_connect_data (window, "unrealize", G_CALLBACK (unrealize_cb), self, free_closure_data,
                         0);
}
