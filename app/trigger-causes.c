/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/trigger-causes.h"

#include "backend-manager/json-text.h"

/* The triggers that Perch itself runs, where there are some of these names. */
#define BACKEND_FAILED "backend-failed"
#define PORT_CONFLICT "port-conflict"

static void
state_changed_cb (PerchBackend *backend, GParamSpec *pspec, PerchTriggers *triggers)
{
  const PerchBackendExit *ended = perch_backend_get_exit (backend);
  g_autoptr (JsonObject) params = NULL;

  if (perch_backend_get_state (backend) != PERCH_BACKEND_STATE_FAILED)
    return;
  params = json_object_new ();
  /* Nulls are there for placeholders, which need something to stand for. */
  perch_json_set_text (params, "backend", perch_backend_get_name (backend));
  perch_json_set_text (params, "label", perch_backend_get_label (backend));
  perch_json_set_text (params, "problem", perch_backend_get_problem (backend));
  perch_json_set_text (params, "exit_reason", ended != NULL ? ended->reason : NULL);
  perch_triggers_raise (triggers, BACKEND_FAILED, params, perch_backend_get_name (backend));
}

static void
items_changed_cb (
    GListModel *model, guint position, guint removed, guint added, PerchTriggers *triggers)
{
  for (guint i = position; i < position + added; i++)
    {
      g_autoptr (PerchBackend) backend = g_list_model_get_item (model, i);

      g_signal_connect_object (backend, "notify::state", G_CALLBACK (state_changed_cb), triggers,
                               0);
    }
}

static void
port_conflict_cb (PerchSurfaces *surfaces,
                  const char *surface,
                  guint port,
                  int pid,
                  const char *program,
                  const char *message,
                  PerchTriggers *triggers)
{
  g_autoptr (JsonObject) params = json_object_new ();

  perch_json_set_text (params, "surface", surface);
  json_object_set_int_member (params, "port", port);
  json_object_set_int_member (params, "pid", pid);
  perch_json_set_text (params, "program", program);
  perch_json_set_text (params, "message", message);
  perch_triggers_raise (triggers, PORT_CONFLICT, params, NULL);
}

static void
watch_backends (PerchTriggers *triggers, PerchBackendManager *manager)
{
  GListModel *model = G_LIST_MODEL (manager);

  g_signal_connect_object (model, "items-changed", G_CALLBACK (items_changed_cb), triggers, 0);
  items_changed_cb (model, 0, 0, g_list_model_get_n_items (model), triggers);
}

/* A change by hand is noticed by the triggers themselves, which take what is sound of it. */
static gboolean
apply_cb (JsonObject *values, gpointer user_data, GError **error)
{
  perch_triggers_reload (user_data);
  return TRUE;
}

/**
 * perch_trigger_causes_join:
 * @settings: the settings, whose triggers these are; what they apply to must be reset before the
 *   triggers go
 * @manager: the backends
 * @events: what happens; must live until perch_triggers_end()
 * @journal: the log
 * @notifier: shows their notifications
 *
 * Loads the triggers. From then on events set them off, and when a backend is given up
 * `backend-failed` is run, with `backend`, `label`, `problem` and `exit_reason` as its params.
 *
 * Returns: (transfer full):
 */
PerchTriggers *
perch_trigger_causes_join (PerchSettings *settings,
                           PerchBackendManager *manager,
                           PerchEvents *events,
                           PerchJournal *journal,
                           PerchNotifier *notifier)
{
  const PerchTriggersPlaces places = {
    .path = perch_settings_get (settings, "triggers")->path,
    .manager = manager,
    .hub = perch_events_get_hub (events),
    .journal = journal,
    .notifier = notifier,
  };
  PerchTriggers *triggers = perch_triggers_new (&places);

  watch_backends (triggers, manager);
  perch_triggers_load (triggers);
  perch_settings_set_apply (settings, "triggers", apply_cb, triggers);
  return triggers;
}

/**
 * perch_trigger_causes_watch_surfaces:
 * @surfaces: the ports
 *
 * Runs `port-conflict` when another program has one of them, with `surface`, `port`, `pid`,
 * `program` and `message` as its params.
 */
void
perch_trigger_causes_watch_surfaces (PerchTriggers *triggers, PerchSurfaces *surfaces)
{
  g_return_if_fail (PERCH_IS_TRIGGERS (triggers));
  g_return_if_fail (PERCH_IS_SURFACES (surfaces));

  g_signal_connect_object (surfaces, "port-conflict", G_CALLBACK (port_conflict_cb), triggers, 0);
}
