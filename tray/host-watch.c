/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "tray/host-watch.h"

#define WATCHER_NAME "org.kde.StatusNotifierWatcher"

/* How long a tray host may take to accept the icon, at first and at most. */
#define ACCEPT_WITHIN_MS 3000
#define ACCEPT_AT_MOST_MS 96000

/* @late runs while there is a host that has not accepted the icon, as far as this knows. */
struct _PerchHostWatch
{
  const PerchHostWatchEvents *events; /* (unowned): static */
  gpointer user_data;
  guint name_watch;
  guint within_ms;
  GSource *late; /* (owned) (nullable) */
};

static void
stop_waiting (PerchHostWatch *self)
{
  if (self->late != NULL)
    g_source_destroy (self->late);
  g_clear_pointer (&self->late, g_source_unref);
}

static gboolean late_cb (gpointer user_data);

static void
wait_for_host (PerchHostWatch *self)
{
  stop_waiting (self);
  self->late = g_timeout_source_new (self->within_ms);
  g_source_set_static_name (self->late, "perch-tray-host-late");
  g_source_set_callback (self->late, late_cb, self, NULL);
  g_source_attach (self->late, g_main_context_get_thread_default ());
}

static gboolean
late_cb (gpointer user_data)
{
  PerchHostWatch *self = user_data;

  self->within_ms = MIN (self->within_ms * 2, ACCEPT_AT_MOST_MS);
  wait_for_host (self);
  self->events->late (self->user_data);
  return G_SOURCE_REMOVE;
}

static void
appeared_cb (GDBusConnection *connection, const char *name, const char *owner, gpointer user_data)
{
  PerchHostWatch *self = user_data;

  self->within_ms = ACCEPT_WITHIN_MS;
  wait_for_host (self);
}

static void
vanished_cb (GDBusConnection *connection, const char *name, gpointer user_data)
{
  PerchHostWatch *self = user_data;

  stop_waiting (self);
  self->events->vanished (self->user_data);
}

/**
 * perch_host_watch_new:
 * @events: static
 *
 * Watches whether there is a tray host, and whether it takes its time.
 *
 * Returns: (transfer full):
 */
PerchHostWatch *
perch_host_watch_new (const PerchHostWatchEvents *events, gpointer user_data)
{
  PerchHostWatch *self = g_new0 (PerchHostWatch, 1);

  self->events = events;
  self->user_data = user_data;
  self->name_watch =
      g_bus_watch_name (G_BUS_TYPE_SESSION, WATCHER_NAME, G_BUS_NAME_WATCHER_FLAGS_NONE,
                        appeared_cb, vanished_cb, self, NULL);
  return self;
}

/**
 * perch_host_watch_accepted:
 *
 * The host has accepted the icon: it can't be late any more.
 */
void
perch_host_watch_accepted (PerchHostWatch *self)
{
  stop_waiting (self);
}

/**
 * perch_host_watch_free:
 * @self: (transfer full):
 */
void
perch_host_watch_free (PerchHostWatch *self)
{
  stop_waiting (self);
  g_bus_unwatch_name (self->name_watch);
  g_free (self);
}
