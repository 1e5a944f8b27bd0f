/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/autostart.h"

#include <errno.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "app/autostart-entry.h"
#include "app/config/companion-settings.h"
#include "app/config/settings-watch.h"

#define SECTION "companion"
#define SETTING "start_at_login"

/* Whether Perch starts at login is said in two places: by the setting, and by an autostart entry,
 * which the desktop's own tools switch on and off, too. @agreed is what both said when they last
 * said the same, and is kept in the file @marker, which is there when it was yes. So it is known
 * which of the two somebody has changed since, and the other one follows. One look at a time is
 * under way, from reading the entry to having written what comes of it, and keeps the object alive;
 * @again says that another one is due. */
struct _PerchAutostart
{
  GObject parent_instance;

  PerchSettings *settings; /* (owned) */
  GFile *file; /* (owned): the autostart entry */
  char *marker; /* (owned) (type filename) */
  char *program; /* (owned) (type filename) */
  char *branding; /* (owned) (type filename) (nullable) */
  char *icon; /* (owned) */
  PerchSettingsWatch *watch; /* (owned): of the folder with @file */
  char *problem; /* (owned) (nullable) */
  gboolean agreed;
  gboolean looking;
  gboolean again;
};

typedef enum
{
  PROP_PROBLEM = 1,
} PerchAutostartProperty;

static GParamSpec *properties[PROP_PROBLEM + 1];

G_DEFINE_FINAL_TYPE (PerchAutostart, perch_autostart, G_TYPE_OBJECT)

/* What is to be written down: of the entry, unless that stays what it is, and what both say then.
 */
typedef struct
{
  char *path; /* (owned) (nullable) (type filename): of the entry */
  char *text; /* (owned) (nullable): what it says; %NULL when it goes */
  char *marker; /* (owned) (type filename) */
  gboolean agreed;
} Record;

static void look (PerchAutostart *self);

static void
record_free (Record *record)
{
  g_free (record->path);
  g_free (record->text);
  g_free (record->marker);
  g_free (record);
}

/* @text: (nullable): %NULL to remove the file */
static gboolean
replace_file (const char *path, const char *text, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);

  if (text != NULL && g_mkdir_with_parents (folder, 0700) == 0)
    return g_file_set_contents (path, text, -1, error);
  if (text == NULL && (g_unlink (path) == 0 || errno == ENOENT))
    return TRUE;
  g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (errno), "%s: %s", path,
               g_strerror (errno));
  return FALSE;
}

/* Disks may be slow. */
static void
write_thread (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  const Record *record = task_data;
  GError *error = NULL;

  if ((record->path == NULL || replace_file (record->path, record->text, &error)) &&
      replace_file (record->marker, record->agreed ? "" : NULL, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* @what: (nullable) and @error: (nullable): what went wrong, and why */
static void
set_problem (PerchAutostart *self, const char *what, const GError *error)
{
  g_autofree char *problem =
      error != NULL ? g_strdup_printf ("Whether Perch starts at login %s: %s", what, error->message)
                    : NULL;

  if (g_strcmp0 (problem, self->problem) == 0)
    return;
  if (problem != NULL)
    g_warning ("%s", problem);
  g_free (self->problem);
  self->problem = g_steal_pointer (&problem);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PROBLEM]);
}

static void
looked (PerchAutostart *self)
{
  self->looking = FALSE;
  if (self->again)
    look (self);
  perch_unsaved_release (perch_settings_get_unsaved (self->settings));
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PerchAutostart) self = user_data;
  const Record *record = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    self->agreed = record->agreed;
  set_problem (self, "can't be written down", error);
  looked (self);
}

/* @record: (transfer full) */
static void
write_down (PerchAutostart *self, Record *record)
{
  /* No source object: the thread may be the last to let go of the task. */
  g_autoptr (GTask) task = g_task_new (NULL, NULL, written_cb, g_object_ref (self));

  g_task_set_source_tag (task, write_down);
  g_task_set_task_data (task, record, (GDestroyNotify) record_free);
  g_task_run_in_thread (task, write_thread);
}

static Record *
record_new (PerchAutostart *self, gboolean agreed)
{
  Record *record = g_new0 (Record, 1);

  record->marker = g_strdup (self->marker);
  record->agreed = agreed;
  return record;
}

/* @text is what the entry says now, if it is there. */
static void
follow_setting (PerchAutostart *self, const char *text, gboolean wanted)
{
  const PerchAutostartProgram what = { self->program, self->branding, self->icon };
  Record *record = record_new (self, wanted);

  if (wanted)
    record->text = perch_autostart_entry_switch_on (text, &what);
  else if (text != NULL)
    record->text = perch_autostart_entry_switch_off (text, &what);
  if (record->text == NULL || g_strcmp0 (record->text, text) != 0)
    record->path = g_file_get_path (self->file);
  write_down (self, record);
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PerchAutostart) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (PerchSettingsOutcome) outcome =
      perch_settings_change_finish (PERCH_SETTINGS (source), result, &error);

  if (outcome != NULL)
    {
      write_down (self, record_new (self, !self->agreed));
      return;
    }
  set_problem (self, "can't be saved", error);
  looked (self);
}

/* The look is over when the setting has changed: until then both look as if they disagreed. */
static void
follow_entry (PerchAutostart *self, gboolean on)
{
  g_autoptr (JsonObject) changes = json_object_new ();

  json_object_set_boolean_member (changes, SETTING, on);
  perch_settings_change_async (self->settings, SECTION, changes, NULL, saved_cb,
                               g_object_ref (self));
}

/* Whatever is begun ends with looked(). */
static void
agree (PerchAutostart *self, const char *text)
{
  JsonObject *values = perch_settings_get (self->settings, SECTION)->values;
  gboolean wanted = perch_companion_settings_get_start_at_login (values);
  gboolean on = text != NULL && perch_autostart_entry_is_on (text);

  if (on != wanted && wanted == self->agreed)
    follow_entry (self, on);
  else if (on != wanted || (on && perch_autostart_entry_is_stale (text)))
    follow_setting (self, text, wanted);
  else if (self->agreed != on)
    write_down (self, record_new (self, on));
  else
    {
      set_problem (self, NULL, NULL);
      looked (self);
    }
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PerchAutostart) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  if (g_file_load_contents_finish (G_FILE (source), result, &text, NULL, NULL, &error) ||
      g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    {
      agree (self, text);
      return;
    }
  set_problem (self, "can't be read", error);
  looked (self);
}

static void
look (PerchAutostart *self)
{
  self->again = self->looking;
  if (self->looking)
    return;
  self->looking = TRUE;
  perch_unsaved_hold (perch_settings_get_unsaved (self->settings));
  g_file_load_contents_async (self->file, NULL, looked_cb, g_object_ref (self));
}

static void
perch_autostart_dispose (GObject *object)
{
  PerchAutostart *self = PERCH_AUTOSTART (object);

  g_clear_object (&self->watch);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (perch_autostart_parent_class)->dispose (object);
}

static void
perch_autostart_finalize (GObject *object)
{
  PerchAutostart *self = PERCH_AUTOSTART (object);

  g_clear_object (&self->file);
  g_free (self->marker);
  g_free (self->program);
  g_free (self->branding);
  g_free (self->icon);
  g_free (self->problem);

  G_OBJECT_CLASS (perch_autostart_parent_class)->finalize (object);
}

static void
perch_autostart_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch ((PerchAutostartProperty) id)
    {
    case PROP_PROBLEM:
      g_value_set_string (value, PERCH_AUTOSTART (object)->problem);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
perch_autostart_class_init (PerchAutostartClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = perch_autostart_dispose;
  object_class->finalize = perch_autostart_finalize;
  object_class->get_property = perch_autostart_get_property;

  /* Why what the person wants does not hold, a sentence; %NULL where it does. */
  properties[PROP_PROBLEM] =
      g_param_spec_string ("problem", NULL, NULL, NULL,
                           G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
perch_autostart_init (PerchAutostart *self)
{
}

/**
 * perch_autostart_new:
 * @settings: with start_at_login
 * @path: (type filename): absolute path of the autostart entry, which need not be there
 * @marker: (type filename): absolute path of a file that remembers what was agreed
 * @what: what a login is to start; copied
 *
 * Lets Perch start at login when the setting says so, or when the person has switched that on with
 * a tool of the desktop, and keeps both of them true.
 *
 * Returns: (transfer full): until it is disposed
 */
PerchAutostart *
perch_autostart_new (PerchSettings *settings,
                     const char *path,
                     const char *marker,
                     const PerchAutostartProgram *what)
{
  PerchAutostart *self = NULL;
  g_autofree char *folder = NULL;

  g_return_val_if_fail (PERCH_IS_SETTINGS (settings), NULL);
  g_return_val_if_fail (path != NULL && marker != NULL && what != NULL, NULL);

  folder = g_path_get_dirname (path);
  self = g_object_new (PERCH_TYPE_AUTOSTART, NULL);
  self->settings = g_object_ref (settings);
  self->file = g_file_new_for_path (path);
  self->marker = g_strdup (marker);
  self->program = g_strdup (what->program);
  self->branding = g_strdup (what->branding);
  self->icon = g_strdup (what->icon);
  self->agreed = g_file_test (marker, G_FILE_TEST_EXISTS);
  self->watch = perch_settings_watch_new (folder);
  /* Whatever changes in there: an entry that came and went together with the folder has no name. */
  g_signal_connect_object (self->watch, "changed", G_CALLBACK (look), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (settings, "changed::" SECTION, G_CALLBACK (look), self,
                           G_CONNECT_SWAPPED);
  look (self);
  return self;
}
