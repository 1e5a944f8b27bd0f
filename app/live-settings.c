/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/live-settings.h"

#include <string.h>

#include "app/config/companion-settings.h"
#include "app/config/settings-watch.h"
#include "app/journal/mask.h"

#define COMPANION "companion"

static gboolean
apply_companion_cb (JsonObject *values, gpointer user_data, GError **error)
{
  perch_backend_manager_set_default_autostart (user_data,
                                               perch_companion_settings_get_autostart (values));
  return TRUE;
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PerchSettingsOutcome) outcome =
      perch_settings_change_finish (PERCH_SETTINGS (source), result, &error);

  if (outcome == NULL)
    g_warning ("%s", error->message);
}

/* Somebody has ticked it in the menu, or it comes from the file, which then says so already. */
static void
default_autostart_changed_cb (PerchBackendManager *manager,
                              GParamSpec *pspec,
                              PerchSettings *settings)
{
  g_autoptr (JsonObject) changes = json_object_new ();
  gboolean autostart = FALSE;

  g_object_get (manager, "default-autostart", &autostart, NULL);
  if (autostart ==
      perch_companion_settings_get_autostart (perch_settings_get (settings, COMPANION)->values))
    return;
  json_object_set_boolean_member (changes, "autostart", autostart);
  perch_settings_change_async (settings, COMPANION, changes, NULL, saved_cb, NULL);
}

static char *
build_notification (const char *section, JsonObject *values)
{
  g_autoptr (PerchMask) mask = perch_mask_new ();
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) node = NULL;

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "jsonrpc");
  json_builder_add_string_value (builder, "2.0");
  json_builder_set_member_name (builder, "method");
  json_builder_add_string_value (builder, "config.changed");
  json_builder_set_member_name (builder, "params");
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "section");
  json_builder_add_string_value (builder, section);
  json_builder_set_member_name (builder, "values");
  json_builder_add_value (builder, perch_mask_copy_json (mask, values));
  json_builder_end_object (builder);
  json_builder_end_object (builder);
  node = json_builder_get_root (builder);
  return json_to_string (node, FALSE);
}

static gboolean
wants_notifications (PerchBackend *backend)
{
  PerchBackendState state = perch_backend_get_state (backend);

  return perch_backend_get_profile (backend)->kind == PERCH_BACKEND_KIND_STDIO &&
         (state == PERCH_BACKEND_STATE_RUNNING || state == PERCH_BACKEND_STATE_UNHEALTHY);
}

/* Running backends may go by the settings, too. */
static void
settings_changed_cb (PerchSettings *settings,
                     const char *section,
                     JsonObject *values,
                     PerchBackendManager *manager)
{
  GListModel *model = G_LIST_MODEL (manager);
  g_autofree char *line = build_notification (section, values);

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (PerchBackend) backend = g_list_model_get_item (model, i);
      g_autoptr (GError) error = NULL;

      if (wants_notifications (backend) &&
          !perch_backend_send_line (backend, line, strlen (line), &error))
        g_debug ("%s: %s", perch_backend_get_name (backend), error->message);
    }
}

static void
profile_changed_cb (PerchBackendManager *manager,
                    const char *name,
                    const char *change,
                    PerchJournal *journal)
{
  perch_journal_log (journal, PERCH_LEVEL_INFO, "perch", "%s: profile %s", name, change);
}

static void
companion_changed_cb (PerchSettings *settings,
                      const char *section,
                      JsonObject *values,
                      PerchJournal *journal)
{
  const char *level = perch_companion_settings_get_log_level (values);

  perch_journal_set_level (journal,
                           perch_level_from_string (level, strlen (level), PERCH_LEVEL_INFO));
}

/* The watch lives as long as the backends. */
static void
follow_profiles (PerchSettings *settings, PerchBackendManager *manager, PerchJournal *journal)
{
  g_autofree char *folder =
      g_build_filename (perch_settings_get_folder (settings), "backends", NULL);
  PerchSettingsWatch *watch = perch_settings_watch_new (folder);

  g_signal_connect_object (watch, "changed", G_CALLBACK (perch_backend_manager_reload), manager,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (manager, "profile-changed", G_CALLBACK (profile_changed_cb), journal, 0);
  g_object_set_data_full (G_OBJECT (manager), "perch-profiles-watch", watch, g_object_unref);
}

/**
 * perch_live_settings_join:
 * @settings: the settings
 * @manager: the backends
 * @journal: where it is told which profiles have changed; it writes what @settings want it to
 *
 * Lets the settings of Perch itself and the profiles take effect on @manager as they change and
 * keeps what is changed there, and tells the running backends of all changes. @manager must live as
 * long as settings may change.
 */
void
perch_live_settings_join (PerchSettings *settings,
                          PerchBackendManager *manager,
                          PerchJournal *journal)
{
  g_return_if_fail (PERCH_IS_SETTINGS (settings));
  g_return_if_fail (PERCH_IS_BACKEND_MANAGER (manager));
  g_return_if_fail (PERCH_IS_JOURNAL (journal));

  follow_profiles (settings, manager, journal);
  perch_settings_set_apply (settings, COMPANION, apply_companion_cb, manager);
  g_signal_connect_object (manager, "notify::default-autostart",
                           G_CALLBACK (default_autostart_changed_cb), settings, 0);
  g_signal_connect_object (settings, "changed", G_CALLBACK (settings_changed_cb), manager, 0);
  g_signal_connect_object (settings, "changed::" COMPANION, G_CALLBACK (companion_changed_cb),
                           journal, 0);
  companion_changed_cb (settings, COMPANION, perch_settings_get (settings, COMPANION)->values,
                        journal);
}

static void
apply_to_notifier (JsonObject *values, PerchNotifier *notifier)
{
  perch_notifier_set_enabled (notifier, perch_companion_settings_get_notifications (values));
  perch_notifier_set_audible (notifier, perch_companion_settings_get_notification_sound (values));
}

static void
notifier_settings_changed_cb (PerchSettings *settings,
                              const char *section,
                              JsonObject *values,
                              PerchNotifier *notifier)
{
  if (g_str_equal (section, COMPANION))
    apply_to_notifier (values, notifier);
}

/**
 * perch_live_settings_join_notifier:
 * @settings: the settings
 * @notifier: what shows notifications
 *
 * Lets @notifier do, now and after each change, what the settings say of notifications.
 */
void
perch_live_settings_join_notifier (PerchSettings *settings, PerchNotifier *notifier)
{
  g_return_if_fail (PERCH_IS_SETTINGS (settings));
  g_return_if_fail (PERCH_IS_NOTIFIER (notifier));

  apply_to_notifier (perch_settings_get (settings, COMPANION)->values, notifier);
  g_signal_connect_object (settings, "changed", G_CALLBACK (notifier_settings_changed_cb), notifier,
                           0);
}
