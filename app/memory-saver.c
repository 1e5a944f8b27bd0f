/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/memory-saver.h"

#include "app/file-pages.h"
#include "app/heap.h"

/* Most code that runs while Perch starts, or while a window opens, does not run again for hours,
 * and most memory that it took then is free. Some time after such a thing Perch lets go of both,
 * once: @timer is there from then until it is done, and at no other time, so that an idle Perch is
 * not woken up. */
struct _PerchMemorySaver
{
  guint delay_ms;
  GSource *timer; /* (owned) (nullable) */
};

static void
disarm (PerchMemorySaver *self)
{
  if (self->timer != NULL)
    g_source_destroy (self->timer);
  g_clear_pointer (&self->timer, g_source_unref);
}

static gboolean
save_cb (gpointer user_data)
{
  disarm (user_data);
  perch_heap_trim ();
  perch_file_pages_give_back ();
  return G_SOURCE_REMOVE;
}

/**
 * perch_memory_saver_new:
 * @delay_ms: how long after perch_memory_saver_arm() memory is given back
 *
 * Returns: (transfer full):
 */
PerchMemorySaver *
perch_memory_saver_new (guint delay_ms)
{
  PerchMemorySaver *self = g_new0 (PerchMemorySaver, 1);

  self->delay_ms = delay_ms;
  return self;
}

/**
 * perch_memory_saver_arm:
 *
 * To be called when something large has begun or ended. The last call counts.
 */
void
perch_memory_saver_arm (PerchMemorySaver *self)
{
  g_return_if_fail (self != NULL);

  disarm (self);
  self->timer = g_timeout_source_new (self->delay_ms);
  g_source_set_static_name (self->timer, "perch-memory-saver");
  g_source_set_callback (self->timer, save_cb, self, NULL);
  g_source_attach (self->timer, g_main_context_get_thread_default ());
}

/**
 * perch_memory_saver_free:
 */
void
perch_memory_saver_free (PerchMemorySaver *self)
{
  disarm (self);
  g_free (self);
}
