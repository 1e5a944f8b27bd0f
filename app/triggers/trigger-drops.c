/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/triggers/triggers-private.h"

/* How long is counted before it is told: a storm gives a line a second, not a line an event. */
#define TELL_AFTER_MS 1000

static gboolean
tell_cb (gpointer user_data)
{
  PerchTriggers *self = user_data;
  g_autoptr (JsonBuilder) more = json_builder_new ();
  g_autofree char *message = g_strdup_printf (
      "Events came faster than triggers may run: %u runs were left out, and %" G_GUINT64_FORMAT
      " events were not even looked at",
      self->drops.n_runs, self->drops.n_events);

  json_builder_begin_object (more);
  json_builder_set_member_name (more, "message");
  json_builder_add_string_value (more, message);
  json_builder_set_member_name (more, "dropped");
  json_builder_add_int_value (more, self->drops.n_runs);
  json_builder_set_member_name (more, "unread");
  json_builder_add_int_value (more, (gint64) self->drops.n_events);
  self->drops.n_runs = 0;
  self->drops.n_events = 0;
  g_clear_pointer (&self->drops.tell, g_source_unref);
  perch_triggers_log (self, PERCH_LEVEL_WARNING, NULL, message);
  perch_triggers_warn (self, "triggers_dropped", NULL, more);
  return G_SOURCE_REMOVE;
}

static void
tell_later (PerchTriggers *self)
{
  if (self->drops.tell != NULL || self->ended)
    return;
  self->drops.tell = g_timeout_source_new (TELL_AFTER_MS);
  g_source_set_static_name (self->drops.tell, "perch-triggers-tell");
  g_source_set_callback (self->drops.tell, tell_cb, self, NULL);
  g_source_attach (self->drops.tell, g_main_context_get_thread_default ());
}

/* Counts a run that an event should have set off. */
void
perch_triggers_drop_run (PerchTriggers *self)
{
  self->drops.n_runs++;
  self->drops.total_runs++;
  tell_later (self);
}

/* Counts events that were gone before they were read. */
void
perch_triggers_drop_events (PerchTriggers *self, guint64 count)
{
  self->drops.n_events += count;
  tell_later (self);
}

/* From now on nobody is told. */
void
perch_triggers_stop_telling (PerchTriggers *self)
{
  if (self->drops.tell != NULL)
    g_source_destroy (self->drops.tell);
  g_clear_pointer (&self->drops.tell, g_source_unref);
}
