/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/window/bundle-saver.h"

#include <glib/gi18n.h>

#include "app/bundle-run.h"
#include "app/paths.h"
#include "app/window/error-dialog.h"
#include "app/window/file-dialog.h"

#define ACTION "save-bundle"
#define NOTIFICATION "bundle"

/* @action is enabled while nothing is under way: neither is the person being asked where to, nor is
 * a bundle being saved. */
struct _PerchBundleSaver
{
  GObject parent_instance;

  PerchNotifier *notifier; /* (owned) (nullable): %NULL after dispose */
  GSimpleAction *action; /* (owned) */
  char *program; /* (owned) (nullable) (type filename) */
  char *path; /* (owned) (nullable) (type filename): of the bundle being saved */
};

G_DEFINE_FINAL_TYPE (PerchBundleSaver, perch_bundle_saver, G_TYPE_OBJECT)

/* Somebody waits for it, and may be elsewhere by now. */
static void
tell_saved (PerchBundleSaver *self, const char *path)
{
  g_autoptr (GNotification) notification = g_notification_new (_ ("The support bundle is saved"));

  g_notification_set_body (notification, path);
  g_notification_set_default_action (notification, "app.show");
  perch_notifier_send_at_once (self->notifier, NOTIFICATION, notification);
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PerchBundleSaver) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_steal_pointer (&self->path);
  g_autofree char *shown = g_filename_display_name (path);
  gboolean saved = perch_bundle_run_finish (result, &error);

  if (self->notifier == NULL)
    return;
  if (saved)
    tell_saved (self, shown);
  else
    perch_error_dialog_show (NULL, _ ("The support bundle could not be saved"), error->message);
  g_simple_action_set_enabled (self->action, TRUE);
}

static void
chosen_cb (const char *path, gpointer owner)
{
  PerchBundleSaver *self = owner;

  self->path = g_strdup (path);
  if (path == NULL)
    g_simple_action_set_enabled (self->action, TRUE);
  else
    perch_bundle_run_async (self->program, self->path, saved_cb, g_object_ref (self));
}

static void
choose_cb (GSimpleAction *action, GVariant *parameter, PerchBundleSaver *self)
{
  const char *documents = g_get_user_special_dir (G_USER_DIRECTORY_DOCUMENTS);
  g_autofree char *name = perch_paths_name_bundle ();

  g_simple_action_set_enabled (action, FALSE);
  perch_file_dialog_save (NULL, _ ("Save support bundle"),
                          documents != NULL ? documents : g_get_home_dir (), name, chosen_cb,
                          G_OBJECT (self));
}

static void
perch_bundle_saver_dispose (GObject *object)
{
  PerchBundleSaver *self = PERCH_BUNDLE_SAVER (object);

  if (self->notifier != NULL)
    g_action_map_remove_action (G_ACTION_MAP (perch_notifier_get_application (self->notifier)),
                                ACTION);
  perch_file_dialog_close (object);
  g_clear_object (&self->action);
  g_clear_object (&self->notifier);

  G_OBJECT_CLASS (perch_bundle_saver_parent_class)->dispose (object);
}

static void
perch_bundle_saver_finalize (GObject *object)
{
  PerchBundleSaver *self = PERCH_BUNDLE_SAVER (object);

  g_free (self->program);
  g_free (self->path);

  G_OBJECT_CLASS (perch_bundle_saver_parent_class)->finalize (object);
}

static void
perch_bundle_saver_class_init (PerchBundleSaverClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = perch_bundle_saver_dispose;
  G_OBJECT_CLASS (klass)->finalize = perch_bundle_saver_finalize;
}

static void
perch_bundle_saver_init (PerchBundleSaver *self)
{
}

/**
 * perch_bundle_saver_new:
 * @notifier: tells the person when it is done; its application gets the action
 *   `save-bundle`, until the returned object is disposed
 * @program: (type filename) (nullable): perch-bundle; %NULL when it is not there
 *
 * Asks the person where to, and saves a support bundle. GTK must be initialised.
 *
 * Returns: (transfer full):
 */
PerchBundleSaver *
perch_bundle_saver_new (PerchNotifier *notifier, const char *program)
{
  PerchBundleSaver *self = NULL;

  g_return_val_if_fail (PERCH_IS_NOTIFIER (notifier), NULL);

  self = g_object_new (PERCH_TYPE_BUNDLE_SAVER, NULL);
  self->notifier = g_object_ref (notifier);
  self->program = g_strdup (program);
  self->action = g_simple_action_new (ACTION, NULL);
  g_signal_connect_object (self->action, "activate", G_CALLBACK (choose_cb), self, 0);
  g_action_map_add_action (G_ACTION_MAP (perch_notifier_get_application (notifier)),
                           G_ACTION (self->action));
  return self;
}
