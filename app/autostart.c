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
 * under way; @again says that another one is due. */
struct _PerchAutostart
{
  GObject parent_instance;

  PerchSettings *settings; /* (owned) */
  GFile *file; /* (owned): the autostart entry */
  char *marker; /* (owned) (type filename) */
  char *program; /* (owned) (type filename) */
  PerchSettingsWatch *watch; /* (owned): of the folder with @file */
  GCancellable *cancellable; /* (owned): cancelled in dispose */
  gboolean agreed;
  gboolean looking;
  gboolean again;
};

G_DEFINE_FINAL_TYPE (PerchAutostart, perch_autostart, G_TYPE_OBJECT)

static void
set_agreed (PerchAutostart *self, gboolean agreed)
{
  g_autofree char *folder = g_path_get_dirname (self->marker);

  self->agreed = agreed;
  if (!agreed)
    g_unlink (self->marker);
  else if (g_mkdir_with_parents (folder, 0700) != 0 ||
           !g_file_set_contents (self->marker, "", 0, NULL))
    g_debug ("%s can't be made", self->marker);
}

static gboolean
remove_file (const char *path, GError **error)
{
  if (g_unlink (path) == 0 || errno == ENOENT)
    return TRUE;
  g_set_error_literal (error, G_FILE_ERROR, g_file_error_from_errno (errno), g_strerror (errno));
  return FALSE;
}

static gboolean
write_file (const char *path, const char *text, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);

  if (g_mkdir_with_parents (folder, 0700) == 0)
    return g_file_set_contents (path, text, -1, error);
  g_set_error_literal (error, G_FILE_ERROR, g_file_error_from_errno (errno), g_strerror (errno));
  return FALSE;
}

/* @text is what the entry says now, if it is there. */
static void
follow_setting (PerchAutostart *self, const char *text, gboolean wanted)
{
  const char *path = g_file_peek_path (self->file);
  g_autofree char *changed = NULL;
  g_autoptr (GError) error = NULL;
  gboolean done = TRUE;

  if (wanted)
    changed = perch_autostart_entry_switch_on (text, self->program);
  else if (text != NULL)
    changed = perch_autostart_entry_switch_off (text, self->program);

  if (changed == NULL)
    done = remove_file (path, &error);
  else if (g_strcmp0 (changed, text) != 0)
    done = write_file (path, changed, &error);

  if (done)
    set_agreed (self, wanted);
  else
    g_warning ("Whether Perch starts at login can't be written to %s: %s", path, error->message);
}

static void look (PerchAutostart *self);

static void
looked (PerchAutostart *self)
{
  self->looking = FALSE;
  if (self->again && !g_cancellable_is_cancelled (self->cancellable))
    look (self);
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PerchAutostart) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (PerchSettingsOutcome) outcome =
      perch_settings_change_finish (PERCH_SETTINGS (source), result, &error);

  if (outcome == NULL)
    g_warning ("%s", error->message);
  else
    set_agreed (self, !self->agreed);
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

/* Returns: whether that is done; else looked() is called later */
static gboolean
agree (PerchAutostart *self, const char *text)
{
  JsonObject *values = perch_settings_get (self->settings, SECTION)->values;
  gboolean wanted = perch_companion_settings_get_start_at_login (values);
  gboolean on = text != NULL && perch_autostart_entry_is_on (text);

  if (on != wanted && wanted == self->agreed)
    {
      follow_entry (self, on);
      return FALSE;
    }
  if (on != wanted || (on && perch_autostart_entry_is_stale (text)))
    follow_setting (self, text, wanted);
  else if (self->agreed != on)
    set_agreed (self, on);
  return TRUE;
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PerchAutostart) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  gboolean read = g_file_load_contents_finish (G_FILE (source), result, &text, NULL, NULL, &error);
  gboolean done = TRUE;

  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  if (read || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    done = agree (self, text);
  else
    g_warning ("Whether Perch starts at login can't be read: %s", error->message);
  if (done)
    looked (self);
}

static void
look (PerchAutostart *self)
{
  self->again = self->looking;
  if (self->looking)
    return;
  self->looking = TRUE;
  g_file_load_contents_async (self->file, self->cancellable, looked_cb, g_object_ref (self));
}

static void
perch_autostart_dispose (GObject *object)
{
  PerchAutostart *self = PERCH_AUTOSTART (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->watch);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (perch_autostart_parent_class)->dispose (object);
}

static void
perch_autostart_finalize (GObject *object)
{
  PerchAutostart *self = PERCH_AUTOSTART (object);

  g_clear_object (&self->cancellable);
  g_clear_object (&self->file);
  g_free (self->marker);
  g_free (self->program);

  G_OBJECT_CLASS (perch_autostart_parent_class)->finalize (object);
}

static void
perch_autostart_class_init (PerchAutostartClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = perch_autostart_dispose;
  G_OBJECT_CLASS (klass)->finalize = perch_autostart_finalize;
}

static void
perch_autostart_init (PerchAutostart *self)
{
  self->cancellable = g_cancellable_new ();
}

/**
 * perch_autostart_new:
 * @settings: with start_at_login
 * @path: (type filename): absolute path of the autostart entry, which need not be there
 * @marker: (type filename): absolute path of a file that remembers what was agreed
 * @program: (type filename): absolute path of perch
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
                     const char *program)
{
  PerchAutostart *self = NULL;
  g_autofree char *folder = NULL;

  g_return_val_if_fail (PERCH_IS_SETTINGS (settings), NULL);
  g_return_val_if_fail (path != NULL && marker != NULL && program != NULL, NULL);

  folder = g_path_get_dirname (path);
  self = g_object_new (PERCH_TYPE_AUTOSTART, NULL);
  self->settings = g_object_ref (settings);
  self->file = g_file_new_for_path (path);
  self->marker = g_strdup (marker);
  self->program = g_strdup (program);
  self->agreed = g_file_test (marker, G_FILE_TEST_EXISTS);
  self->watch = perch_settings_watch_new (folder);
  /* Whatever changes in there: an entry that came and went together with the folder has no name. */
  g_signal_connect_object (self->watch, "changed", G_CALLBACK (look), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (settings, "changed::" SECTION, G_CALLBACK (look), self,
                           G_CONNECT_SWAPPED);
  look (self);
  return self;
}
