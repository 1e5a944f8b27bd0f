/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/config/settings-watch.h"

/* An editor saves in several steps: it moves the old file away, makes a new one, fills it and sets
 * its mode. Only what is there after them counts, so each step sets the clock back, but not for
 * ever: a program that writes all the time would never be heard. */
#define SETTLE_MS 100
#define PATIENCE_MS 1000

/* @changed has names of files that have changed and have not been told of yet; @settle runs exactly
 * while there are some, and @since_us says since when. @parent sees the folder come and go: @files
 * knows only the folder that was there when it was made. GLib looks for one that is not there every
 * few seconds, for ever, so that @files is there only as long as the folder is. */
struct _PerchSettingsWatch
{
  GObject parent_instance;
  GFile *folder; /* (owned) */
  GFileMonitor *files; /* (owned) (nullable) */
  GFileMonitor *parent; /* (owned) (nullable) */
  GHashTable *changed; /* (owned) (element-type utf8): a set */
  GSource *settle; /* (owned) (nullable) */
  gint64 since_us;
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PerchSettingsWatch, perch_settings_watch, G_TYPE_OBJECT)

static void
clear_settle (PerchSettingsWatch *self)
{
  if (self->settle != NULL)
    g_source_destroy (self->settle);
  g_clear_pointer (&self->settle, g_source_unref);
}

static gboolean
settled_cb (gpointer user_data)
{
  g_autoptr (PerchSettingsWatch) self = g_object_ref (user_data);
  g_autoptr (GHashTable) changed = g_steal_pointer (&self->changed);
  GHashTableIter iter;
  gpointer name = NULL;

  self->changed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  clear_settle (self);
  g_hash_table_iter_init (&iter, changed);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    g_signal_emit (self, signals[CHANGED], g_quark_from_string (name), name);
  return G_SOURCE_REMOVE;
}

static void
note (PerchSettingsWatch *self, GFile *file)
{
  g_autofree char *name = g_file_get_basename (file);
  gint64 now_us = g_get_monotonic_time ();

  g_hash_table_add (self->changed, g_steal_pointer (&name));
  if (self->settle == NULL)
    {
      self->since_us = now_us;
      self->settle = g_timeout_source_new (SETTLE_MS);
      g_source_set_static_name (self->settle, "perch-settings-watch");
      g_source_set_callback (self->settle, settled_cb, self, NULL);
      g_source_attach (self->settle, g_main_context_get_thread_default ());
      return;
    }
  g_source_set_ready_time (self->settle,
                           MIN (now_us + SETTLE_MS * 1000, self->since_us + PATIENCE_MS * 1000));
}

static void
file_changed_cb (GFileMonitor *monitor,
                 GFile *file,
                 GFile *other,
                 GFileMonitorEvent event,
                 PerchSettingsWatch *self)
{
  note (self, file);
  if (other != NULL)
    note (self, other);
}

static void
clear_monitor (GFileMonitor **monitor)
{
  if (*monitor != NULL)
    g_file_monitor_cancel (*monitor);
  g_clear_object (monitor);
}

static GFileMonitor *
watch (PerchSettingsWatch *self, GFile *folder, GCallback callback)
{
  g_autoptr (GError) error = NULL;
  GFileMonitor *monitor =
      g_file_monitor_directory (folder, G_FILE_MONITOR_WATCH_MOVES, NULL, &error);

  if (monitor == NULL)
    g_warning ("Changes in %s take effect at the next start: %s", g_file_peek_path (folder),
               error->message);
  else
    g_signal_connect_object (monitor, "changed", callback, self, 0);
  return monitor;
}

/* What is in a folder that has just come was written before anybody watched it. */
static void
note_all (PerchSettingsWatch *self)
{
  g_autoptr (GDir) dir = g_dir_open (g_file_peek_path (self->folder), 0, NULL);
  const char *name = NULL;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autoptr (GFile) file = g_file_get_child (self->folder, name);

      note (self, file);
    }
}

static void
watch_files (PerchSettingsWatch *self)
{
  clear_monitor (&self->files);
  if (g_file_query_exists (self->folder, NULL))
    self->files = watch (self, self->folder, G_CALLBACK (file_changed_cb));
}

static void
folder_changed_cb (GFileMonitor *monitor,
                   GFile *file,
                   GFile *other,
                   GFileMonitorEvent event,
                   PerchSettingsWatch *self)
{
  if (!g_file_equal (file, self->folder) && (other == NULL || !g_file_equal (other, self->folder)))
    return;
  if (event == G_FILE_MONITOR_EVENT_CHANGED || event == G_FILE_MONITOR_EVENT_ATTRIBUTE_CHANGED ||
      event == G_FILE_MONITOR_EVENT_CHANGES_DONE_HINT)
    return;
  note (self, self->folder);
  watch_files (self);
  note_all (self);
}

static void
perch_settings_watch_dispose (GObject *object)
{
  PerchSettingsWatch *self = PERCH_SETTINGS_WATCH (object);

  clear_settle (self);
  clear_monitor (&self->files);
  clear_monitor (&self->parent);
  g_clear_object (&self->folder);
  g_clear_pointer (&self->changed, g_hash_table_unref);
  G_OBJECT_CLASS (perch_settings_watch_parent_class)->dispose (object);
}

static void
perch_settings_watch_class_init (PerchSettingsWatchClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = perch_settings_watch_dispose;

  /**
   * PerchSettingsWatch::changed:
   * @name: the name of a file in the folder, or of the folder itself; also the detail of the signal
   *
   * The file has come, gone or been written, and has been left alone since. Its contents may be the
   * same as before. The folder itself has come or gone.
   */
  signals[CHANGED] =
      g_signal_new ("changed", PERCH_TYPE_SETTINGS_WATCH, G_SIGNAL_RUN_LAST | G_SIGNAL_DETAILED, 0,
                    NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
perch_settings_watch_init (PerchSettingsWatch *self)
{
  self->changed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

/**
 * perch_settings_watch_new:
 * @folder: absolute path of a folder, which may come later, into one that is there
 *
 * Watches the files in @folder, in the thread-default main context. Where that can't be done it
 * says so in the log, and nothing is ever signalled. Of a symbolic link it sees the link, and not
 * what is done to the file in another folder.
 *
 * Returns: (transfer full): connect to #PerchSettingsWatch::changed
 */
PerchSettingsWatch *
perch_settings_watch_new (const char *folder)
{
  PerchSettingsWatch *self = NULL;
  g_autoptr (GFile) parent = NULL;

  g_return_val_if_fail (folder != NULL && g_path_is_absolute (folder), NULL);

  self = g_object_new (PERCH_TYPE_SETTINGS_WATCH, NULL);
  self->folder = g_file_new_for_path (folder);
  parent = g_file_get_parent (self->folder);
  if (parent != NULL)
    self->parent = watch (self, parent, G_CALLBACK (folder_changed_cb));
  watch_files (self); /* after that, or it could come in between */
  return self;
}
