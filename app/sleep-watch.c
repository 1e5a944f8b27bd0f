/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/sleep-watch.h"

#include "backend-manager/clock.h"

/* Hears from logind when the machine goes to sleep and when it wakes. Where there is no logind,
 * nobody tells, and the backends have the clock alone. @fell_asleep_us is set while it sleeps. */
struct _PerchSleepWatch
{
  GObject parent_instance;

  PerchBackendManager *manager; /* (owned) */
  PerchJournal *journal; /* (owned) */
  GCancellable *cancellable; /* (owned): cancelled in dispose */
  GDBusConnection *bus; /* (owned) (nullable): the system bus */
  guint signals;
  gint64 fell_asleep_us;
};

G_DEFINE_FINAL_TYPE (PerchSleepWatch, perch_sleep_watch, G_TYPE_OBJECT)

static void
fall_asleep (PerchSleepWatch *self)
{
  self->fell_asleep_us = perch_clock_boottime_us ();
  perch_journal_log (self->journal, PERCH_LEVEL_INFO, "perch", "The machine goes to sleep");
}

static void
wake (PerchSleepWatch *self)
{
  gint64 slept_us = perch_clock_boottime_us () - self->fell_asleep_us;
  g_autofree char *slept = perch_format_uptime (slept_us / G_USEC_PER_SEC);

  perch_backend_manager_woke (self->manager);
  if (self->fell_asleep_us != 0)
    perch_journal_log (self->journal, PERCH_LEVEL_INFO, "perch", "The machine woke up after %s",
                       slept);
  self->fell_asleep_us = 0;
}

static void
prepare_cb (GDBusConnection *connection,
            const char *sender,
            const char *path,
            const char *interface,
            const char *name,
            GVariant *parameters,
            gpointer user_data)
{
  gboolean begins = FALSE;

  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(b)")))
    return;
  g_variant_get (parameters, "(b)", &begins);
  if (begins)
    fall_asleep (user_data);
  else
    wake (user_data);
}

static void
connected_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  PerchSleepWatch *self = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusConnection) bus = g_bus_get_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return; /* and @self is gone */
  self = PERCH_SLEEP_WATCH (user_data);
  if (bus == NULL)
    {
      g_debug ("No system bus tells of sleep: %s", error->message);
      return;
    }
  /* Perch is no part of the system, and survives a system bus that is started again. */
  g_dbus_connection_set_exit_on_close (bus, FALSE);
  self->bus = g_steal_pointer (&bus);
  self->signals = g_dbus_connection_signal_subscribe (
      self->bus, "org.freedesktop.login1", "org.freedesktop.login1.Manager", "PrepareForSleep",
      "/org/freedesktop/login1", NULL, G_DBUS_SIGNAL_FLAGS_NONE, prepare_cb, self, NULL);
}

static void
perch_sleep_watch_dispose (GObject *object)
{
  PerchSleepWatch *self = PERCH_SLEEP_WATCH (object);

  g_cancellable_cancel (self->cancellable);
  if (self->signals != 0)
    g_dbus_connection_signal_unsubscribe (self->bus, self->signals);
  self->signals = 0;
  g_clear_object (&self->bus);
  g_clear_object (&self->manager);
  g_clear_object (&self->journal);

  G_OBJECT_CLASS (perch_sleep_watch_parent_class)->dispose (object);
}

static void
perch_sleep_watch_finalize (GObject *object)
{
  g_clear_object (&PERCH_SLEEP_WATCH (object)->cancellable);

  G_OBJECT_CLASS (perch_sleep_watch_parent_class)->finalize (object);
}

static void
perch_sleep_watch_class_init (PerchSleepWatchClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = perch_sleep_watch_dispose;
  G_OBJECT_CLASS (klass)->finalize = perch_sleep_watch_finalize;
}

static void
perch_sleep_watch_init (PerchSleepWatch *self)
{
  self->cancellable = g_cancellable_new ();
}

/**
 * perch_sleep_watch_new:
 * @manager: is told when the machine has woken up
 * @journal: when it sleeps and wakes
 *
 * Asks nothing of anybody while the machine is awake.
 *
 * Returns: (transfer full): until it is disposed
 */
PerchSleepWatch *
perch_sleep_watch_new (PerchBackendManager *manager, PerchJournal *journal)
{
  PerchSleepWatch *self = NULL;

  g_return_val_if_fail (PERCH_IS_BACKEND_MANAGER (manager), NULL);
  g_return_val_if_fail (PERCH_IS_JOURNAL (journal), NULL);

  self = g_object_new (PERCH_TYPE_SLEEP_WATCH, NULL);
  self->manager = g_object_ref (manager);
  self->journal = g_object_ref (journal);
  g_bus_get (G_BUS_TYPE_SYSTEM, self->cancellable, connected_cb, self);
  return self;
}
