/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/live-settings.h"

#include <string.h>

#include "app/config/companion-settings.h"
#include "app/config/settings-watch.h"
#include "app/default-autostart.h"
#include "app/journal/mask.h"

#define COMPANION "companion"

/* What backends are told changes with, and how long those that answer have for it. */
#define METHOD "config.changed"
#define TIMEOUT_MS 30000

/* What backends are told of a change; counted, since some are told later. */
typedef struct
{
  char *params; /* (owned): JSON */
  char *trace_id; /* (owned) (nullable) */
} Notice;

static Notice *
notice_new (const char *section, JsonObject *values, const char *trace_id)
{
  Notice *notice = g_rc_box_new0 (Notice);
  g_autoptr (PerchMask) mask = perch_mask_new ();
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) node = NULL;

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "section");
  json_builder_add_string_value (builder, section);
  json_builder_set_member_name (builder, "values");
  json_builder_add_value (builder, perch_mask_copy_json (mask, values));
  json_builder_end_object (builder);
  node = json_builder_get_root (builder);
  notice->params = json_to_string (node, FALSE);
  notice->trace_id = g_strdup (trace_id);
  return notice;
}

static void
notice_clear (gpointer data)
{
  Notice *notice = data;

  g_free (notice->params);
  g_free (notice->trace_id);
}

static void
notice_unref (Notice *notice)
{
  g_rc_box_release_full (notice, notice_clear);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Notice, notice_unref)

/* A notification: who does not care for it need not answer. */
static void
send_notice (PerchBackend *backend, const Notice *notice)
{
  g_autoptr (GString) line = g_string_new ("{\"jsonrpc\":\"2.0\",\"method\":\"" METHOD "\"");
  g_autoptr (GError) error = NULL;

  if (notice->trace_id != NULL)
    g_string_append_printf (line, ",\"trace_id\":\"%s\"", notice->trace_id);
  g_string_append_printf (line, ",\"params\":%s}", notice->params);
  if (!perch_backend_send_line (backend, line->str, line->len, &error))
    g_debug ("%s: %s", perch_backend_get_name (backend), error->message);
}

/* Nobody has to know the method, or to care for it. */
static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  PerchBackend *backend = PERCH_BACKEND (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) answer = perch_backend_call_finish (backend, result, &error);

  if (answer == NULL)
    g_debug ("%s: %s", perch_backend_get_name (backend), error->message);
}

/* The wires of the other kinds have no notifications. */
static void
call_with_notice (PerchBackend *backend, const Notice *notice)
{
  perch_backend_call_async (backend, METHOD, notice->params, notice->trace_id, TIMEOUT_MS, NULL,
                            answered_cb, NULL);
}

/* Until it is ready, it may not listen yet. */
static void
started_cb (PerchBackend *backend, GParamSpec *pspec, Notice *notice)
{
  if (perch_backend_get_state (backend) == PERCH_BACKEND_STATE_STARTING)
    return;
  if (perch_backend_get_ready (backend))
    call_with_notice (backend, notice);
  g_signal_handlers_disconnect_by_data (backend, notice);
}

static void
tell (PerchBackend *backend, Notice *notice)
{
  gboolean is_starting = perch_backend_get_state (backend) == PERCH_BACKEND_STATE_STARTING;

  if (!is_starting && !perch_backend_get_ready (backend))
    return;
  if (perch_backend_get_profile (backend)->kind == PERCH_BACKEND_KIND_STDIO)
    send_notice (backend, notice);
  else if (!is_starting)
    call_with_notice (backend, notice);
  else
    g_signal_connect_data (backend, "notify::state", G_CALLBACK (started_cb),
                           g_rc_box_acquire (notice), (GClosureNotify) notice_unref, 0);
}

/* Backends may go by the settings, too, and have perhaps read them already when they start. */
static void
settings_changed_cb (PerchSettings *settings,
                     const char *section,
                     JsonObject *values,
                     PerchBackendManager *manager)
{
  GListModel *model = G_LIST_MODEL (manager);
  g_autoptr (Notice) notice = notice_new (section, values, perch_settings_get_trace_id (settings));

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (PerchBackend) backend = g_list_model_get_item (model, i);

      tell (backend, notice);
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
 * keeps what is changed there, and tells the backends that run or start of all changes. @manager
 * must live as long as settings may change.
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
  perch_default_autostart_join (settings, manager);
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
