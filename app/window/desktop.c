/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/window/desktop.h"

#include <gtk/gtk.h>

#include "app/menu-asks.h"
#include "app/menu-items.h"
#include "app/menu-reset.h"
#include "app/menu.h"
#include "app/notices.h"
#include "app/paths.h"
#include "app/product-name.h"
#include "app/window/approval-desk.h"
#include "app/window/bundle-saver.h"
#include "app/window/desktop-actions.h"
#include "app/window/error-dialog.h"
#include "app/window/preferences-desk.h"
#include "app/window/window-items.h"
#include "config.h"
#include "tray/icon-dir.h"
#include "tray/tray-indicator.h"
#include "tray/tray-null.h"

/* All that a person sees of a running Perch, joined. */
struct _PerchDesktop
{
  char *state_dir; /* (owned) (type filename) */
  PerchTray *tray; /* (owned) */
  PerchMenu *menu; /* (owned) */
  PerchWindowKeeper *keeper; /* (owned) */
  PerchDesktopActions *actions; /* (owned) */
  PerchBundleSaver *bundle_saver; /* (owned) */
  PerchNotices *notices; /* (owned) */
  PerchApprovalDesk *approvals; /* (owned) */
  PerchPreferencesDesk *preferences; /* (owned) */
};

/* PERCH_TRAY=null: for tests that have a display and no use for an icon. */
static PerchTray *
build_tray (PerchApplication *application, const char *icon_dir)
{
  if (g_strcmp0 (g_getenv ("PERCH_TRAY"), "null") == 0)
    return perch_tray_null_new ();
  return perch_tray_indicator_new (g_application_get_application_id (G_APPLICATION (application)),
                                   perch_product_name (), icon_dir);
}

/* Icons of a product come before those of the same names that the system may have.
 *
 * Returns: (transfer full) (nullable) (type filename): where the icons for the tray are */
static char *
find_icons (const PerchBranding *branding)
{
  g_autofree char *program_dir = perch_paths_get_program_dir ();
  g_autofree char *icon_dir = perch_icon_dir_find (program_dir);
  GtkIconTheme *theme = gtk_icon_theme_get_default ();

  if (icon_dir != NULL)
    gtk_icon_theme_append_search_path (theme, icon_dir);
  if (branding == NULL || branding->icon_dir == NULL)
    return g_steal_pointer (&icon_dir);
  gtk_icon_theme_prepend_search_path (theme, branding->icon_dir);
  return g_strdup (branding->icon_dir);
}

static void
set_window_icon (const PerchBranding *branding)
{
  g_autoptr (GError) error = NULL;

  gtk_window_set_default_icon_name (PERCH_APPLICATION_ID);
  if (branding != NULL && branding->icon != NULL &&
      !gtk_window_set_default_icon_from_file (branding->icon, &error))
    g_warning ("%s can't be shown: %s", branding->icon, error->message);
}

/* For a window that shows all there is. */
static PerchWindowKeeper *
build_keeper (PerchDesktop *self, PerchApplication *application)
{
  PerchRoutes *routes = perch_application_get_routes (application);
  const PerchBranding *branding = perch_application_get_branding (application);
  PerchWindowSources sources = {
    .manager = perch_application_get_manager (application),
    .actions = perch_menu_get_actions (self->menu),
    .indicators = perch_application_get_indicators (application),
    .log_directory = self->state_dir,
    .hub = perch_routes_get_hub (routes),
    .surfaces = perch_routes_get_surfaces (routes),
    .asks = perch_standing_answers_get_asks (perch_application_get_standing (application)),
  };

  if (branding != NULL)
    sources.hidden_entries = (const char *const *) branding->hidden_entries;
  if (perch_application_has_hooks (application))
    sources.frames = perch_routes_get_frames (routes);
  return perch_window_keeper_new (&sources);
}

/* For what a person is to send to others.
 *
 * Returns: (transfer full): */
static PerchMask *
build_mask (PerchRoutes *routes)
{
  PerchMask *mask = perch_mask_new ();
  PerchToken *token = perch_routes_get_token (routes);

  if (token != NULL)
    perch_mask_add_secret (mask, perch_token_get_secret (token));
  return mask;
}

static void
window_closed_cb (PerchWindowKeeper *keeper, PerchNotices *notices)
{
  g_autofree char *state_dir = perch_paths_get_state_dir ();
  g_autofree char *marker = g_build_filename (state_dir, "told-of-tray", NULL);

  perch_notices_tell_hidden (notices, marker);
}

static void
unshown_cb (PerchNotices *notices, const char *title, const char *text, gpointer user_data)
{
  perch_error_dialog_show (NULL, title, text);
}

/* GTK reads a lot that is of no use any more once a window is drawn, or is gone. */
static void
save_memory (PerchWindowKeeper *keeper, PerchMemorySaver *saver)
{
  g_signal_connect_swapped (keeper, "opened", G_CALLBACK (perch_memory_saver_arm), saver);
  g_signal_connect_swapped (keeper, "closed", G_CALLBACK (perch_memory_saver_arm), saver);
}

/**
 * perch_desktop_new:
 * @application: past its startup; outlives the returned object
 *
 * Puts the icon into the tray and gives the application the actions that need a display: `show`,
 * `open-log`, `copy-diagnostics`, `save-bundle`, `ask-show`, `preferences`; puts questions to the
 * person. Where there is no tray, the status window opens by itself, unless the application is
 * hidden.
 *
 * Returns: (transfer full):
 */
PerchDesktop *
perch_desktop_new (PerchApplication *application)
{
  PerchDesktop *self = g_new0 (PerchDesktop, 1);
  PerchBackendManager *manager = perch_application_get_manager (application);
  PerchNotifier *notifier = perch_application_get_notifier (application);
  PerchRoutes *routes = perch_application_get_routes (application);
  PerchStandingAnswers *standing = perch_application_get_standing (application);
  PerchAskQueue *asks = perch_standing_answers_get_asks (standing);
  g_autoptr (GMenuModel) questions = perch_menu_asks_new (asks);
  g_autoptr (GMenuModel) reset = perch_menu_reset_new ();
  g_autofree char *log_file = NULL;
  g_autofree char *bundle_program = perch_paths_find_program ("perch-bundle");
  const PerchBranding *branding = perch_application_get_branding (application);
  g_autofree char *icon_dir = find_icons (branding);

  set_window_icon (branding);

  self->state_dir = perch_paths_get_state_dir ();
  log_file = g_build_filename (self->state_dir, "perch-log.txt", NULL);
  self->tray = build_tray (application, icon_dir);
  self->menu = perch_menu_new (manager, G_ACTION_GROUP (application));
  if (branding != NULL)
    perch_menu_hide_entries (self->menu, (const char *const *) branding->hidden_entries);
  perch_menu_follow_indicators (self->menu, perch_application_get_indicators (application));
  perch_menu_append (self->menu, questions);
  if (perch_application_has_hooks (application))
    perch_menu_append (self->menu, reset);
  perch_menu_items_join (perch_routes_get_items (routes), self->menu);
  perch_menu_attach (self->menu, self->tray);
  self->keeper = build_keeper (self, application);
  self->actions = perch_desktop_actions_new (G_ACTION_MAP (application), manager, self->keeper,
                                             self->tray, log_file, build_mask (routes));
  perch_window_items_join (perch_routes_get_items (routes), self->keeper);
  self->bundle_saver = perch_bundle_saver_new (notifier, bundle_program);
  self->notices = perch_notices_new (notifier, manager, PERCH_NOTICES_PROOF_MS);
  perch_notices_watch_tray (self->notices, self->tray, PERCH_NOTICES_PATIENCE_MS);
  perch_notices_watch_menu (self->notices, self->menu);
  g_signal_connect (self->notices, "unshown", G_CALLBACK (unshown_cb), NULL);
  if (!perch_application_is_hidden (application))
    g_signal_connect_object (self->notices, "trayless", G_CALLBACK (perch_window_keeper_show),
                             self->keeper, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->keeper, "closed", G_CALLBACK (window_closed_cb), self->notices, 0);
  save_memory (self->keeper, perch_application_get_memory_saver (application));
  self->approvals = perch_approval_desk_new (notifier, standing);
  self->preferences = perch_preferences_desk_new (application);
  return self;
}

/**
 * perch_desktop_free:
 *
 * Takes the icon out of the tray and closes all windows.
 */
void
perch_desktop_free (PerchDesktop *self)
{
  g_clear_object (&self->preferences);
  g_clear_object (&self->approvals);
  g_clear_object (&self->notices);
  g_clear_object (&self->bundle_saver);
  g_clear_object (&self->actions);
  g_clear_object (&self->keeper);
  g_clear_object (&self->menu);
  g_clear_object (&self->tray);
  g_free (self->state_dir);
  g_free (self);
}
