/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/window/desktop-actions.h"

#include <glib/gi18n.h>

#include "app/diagnostics.h"
#include "app/window/error-dialog.h"

/* What the application can do only where there is a desktop: its actions show, open-log and
 * copy-diagnostics. */
struct _PerchDesktopActions
{
  GObject parent_instance;

  GActionMap *application; /* (owned) (nullable): %NULL after dispose */
  PerchBackendManager *manager; /* (owned) */
  PerchWindowKeeper *keeper; /* (owned) */
  PerchTray *tray; /* (owned) */
  char *log_file; /* (owned) (type filename) */
  PerchMask *mask; /* (owned): what must not be in the diagnostics */
};

G_DEFINE_FINAL_TYPE (PerchDesktopActions, perch_desktop_actions, G_TYPE_OBJECT)

static const char *const names[] = { "show", "open-log", "copy-diagnostics", "copy-text" };

static void
show_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  perch_window_keeper_show (((PerchDesktopActions *) user_data)->keeper);
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PerchDesktopActions) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *file = NULL;
  g_autofree char *text = NULL;

  if (g_app_info_launch_default_for_uri_finish (result, &error) || self->application == NULL)
    return;
  file = g_filename_display_name (self->log_file);
  text = g_strdup_printf (_ ("%s\n\nThe log is the file %s; “perch logs” shows it in a terminal."),
                          error->message, file);
  perch_error_dialog_show (perch_window_keeper_get_window (self->keeper),
                           _ ("The log can’t be opened"), text);
}

static void
open_log_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  PerchDesktopActions *self = user_data;
  g_autofree char *uri = g_filename_to_uri (self->log_file, NULL, NULL);

  g_app_info_launch_default_for_uri_async (uri, NULL, NULL, opened_cb, g_object_ref (self));
}

static void
copy_diagnostics_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  static const char *const hosts[] = {
    [PERCH_TRAY_HOST_UNKNOWN] = "unknown",
    [PERCH_TRAY_HOST_PRESENT] = "present",
    [PERCH_TRAY_HOST_ABSENT] = "absent",
  };
  PerchDesktopActions *self = user_data;
  PerchDiagnosticsFacts facts = { .mode = "tray",
                                  .tray_host = hosts[perch_tray_get_host (self->tray)],
                                  .log_file = self->log_file,
                                  .mask = self->mask };
  g_autofree char *text = perch_diagnostics_new (self->manager, &facts);

  gtk_clipboard_set_text (gtk_clipboard_get (GDK_SELECTION_CLIPBOARD), text, -1);
}

/* What is copied is what the entry of the menu is about, such as the address of a backend. */
static void
copy_text_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  gtk_clipboard_set_text (gtk_clipboard_get (GDK_SELECTION_CLIPBOARD),
                          g_variant_get_string (parameter, NULL), -1);
}

static void
perch_desktop_actions_dispose (GObject *object)
{
  PerchDesktopActions *self = PERCH_DESKTOP_ACTIONS (object);

  for (gsize i = 0; self->application != NULL && i < G_N_ELEMENTS (names); i++)
    g_action_map_remove_action (self->application, names[i]);
  g_clear_object (&self->application);
  g_clear_object (&self->manager);
  g_clear_object (&self->keeper);
  g_clear_object (&self->tray);
  g_clear_pointer (&self->log_file, g_free);
  g_clear_pointer (&self->mask, perch_mask_free);

  G_OBJECT_CLASS (perch_desktop_actions_parent_class)->dispose (object);
}

static void
perch_desktop_actions_class_init (PerchDesktopActionsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = perch_desktop_actions_dispose;
}

static void
perch_desktop_actions_init (PerchDesktopActions *self)
{
}

/**
 * perch_desktop_actions_new:
 * @application: gets the actions, until the returned object is disposed
 * @manager: the backends
 * @keeper: has the window
 * @tray: the tray
 * @log_file: (type filename): absolute path of the log
 * @mask: (transfer full): knows what must not be in the diagnostics
 *
 * GTK must be initialised.
 *
 * Returns: (transfer full):
 */
PerchDesktopActions *
perch_desktop_actions_new (GActionMap *application,
                           PerchBackendManager *manager,
                           PerchWindowKeeper *keeper,
                           PerchTray *tray,
                           const char *log_file,
                           PerchMask *mask)
{
  const GActionEntry entries[] = {
    { .name = "show", .activate = show_cb },
    { .name = "open-log", .activate = open_log_cb },
    { .name = "copy-diagnostics", .activate = copy_diagnostics_cb },
    { .name = "copy-text", .activate = copy_text_cb, .parameter_type = "s" },
  };
  PerchDesktopActions *self = NULL;

  g_return_val_if_fail (G_IS_ACTION_MAP (application), NULL);
  g_return_val_if_fail (PERCH_IS_BACKEND_MANAGER (manager), NULL);
  g_return_val_if_fail (PERCH_IS_WINDOW_KEEPER (keeper), NULL);
  g_return_val_if_fail (PERCH_IS_TRAY (tray), NULL);
  g_return_val_if_fail (log_file != NULL && g_path_is_absolute (log_file), NULL);
  g_return_val_if_fail (mask != NULL, NULL);
  G_STATIC_ASSERT (G_N_ELEMENTS (entries) == G_N_ELEMENTS (names));

  self = g_object_new (PERCH_TYPE_DESKTOP_ACTIONS, NULL);
  self->application = g_object_ref (application);
  self->manager = g_object_ref (manager);
  self->keeper = g_object_ref (keeper);
  self->tray = g_object_ref (tray);
  self->log_file = g_strdup (log_file);
  self->mask = mask;
  g_action_map_add_action_entries (application, entries, G_N_ELEMENTS (entries), self);
  return self;
}
