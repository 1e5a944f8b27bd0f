/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/events.h"

#include "app/journal/mask.h"

/* Joins those to whom something happens with those who want to know. */
struct _PerchEvents
{
  GObject parent_instance;
  PerchEventHub *hub; /* (owned) */
  PerchEventServer *server; /* (owned) */
};

G_DEFINE_FINAL_TYPE (PerchEvents, perch_events, G_TYPE_OBJECT)

static void
lines_cb (PerchBackend *backend, const PerchBackendLine *lines, guint n_lines, PerchEvents *self)
{
  PerchEvent event = { .source = perch_backend_get_name (backend), .payload_is_line = TRUE };

  for (guint i = 0; i < n_lines; i++)
    if (lines[i].message.kind == PERCH_MESSAGE_EVENT)
      {
        event.when_us = g_get_real_time ();
        event.name = lines[i].message.name;
        event.trace_id = lines[i].message.trace_id;
        event.payload = (PerchSlice){ lines[i].line.text, lines[i].line.length };
        perch_event_hub_publish (self->hub, &event);
      }
  perch_event_hub_tell (self->hub);
}

static void
add_string (JsonBuilder *builder, const char *name, const char *value)
{
  g_autofree char *valid = NULL;

  if (value == NULL)
    return;
  valid = g_utf8_make_valid (value, -1);
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, valid);
}

static void
add_int (JsonBuilder *builder, const char *name, gint64 value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, value);
}

/* @trace_id is (nullable). */
static void
announce_traced (PerchEvents *self, const char *name, const char *trace_id, JsonBuilder *builder)
{
  g_autoptr (JsonNode) payload = NULL;

  json_builder_end_object (builder);
  payload = json_builder_get_root (builder);
  perch_event_hub_announce (self->hub, name, trace_id, payload);
}

static void
announce (PerchEvents *self, const char *name, JsonBuilder *builder)
{
  announce_traced (self, name, NULL, builder);
}

static void
state_changed_cb (PerchBackend *backend, GParamSpec *pspec, PerchEvents *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  const PerchBackendExit *ended = perch_backend_get_exit (backend);

  json_builder_begin_object (builder);
  add_string (builder, "backend", perch_backend_get_name (backend));
  add_string (builder, "state", perch_backend_state_to_string (perch_backend_get_state (backend)));
  if (perch_backend_get_pid (backend) > 0)
    add_int (builder, "pid", perch_backend_get_pid (backend));
  else if (ended != NULL)
    add_string (builder, "exit_reason", ended->reason);
  add_string (builder, "problem", perch_backend_get_problem (backend));
  announce (self, "backend_state", builder);
}

static void
problem_cb (PerchJournal *journal, GParamSpec *pspec, PerchEvents *self)
{
  g_autoptr (JsonBuilder) builder = NULL;

  if (perch_journal_get_problem (journal) == NULL)
    return;
  builder = json_builder_new ();
  json_builder_begin_object (builder);
  add_string (builder, "code", "log_not_written");
  add_string (builder, "message", perch_journal_get_problem (journal));
  announce (self, "runtime_warning", builder);
}

static void
port_conflict_cb (PerchSurfaces *surfaces,
                  const char *surface,
                  guint port,
                  int pid,
                  const char *program,
                  const char *message,
                  PerchEvents *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  add_string (builder, "code", "port_conflict");
  add_string (builder, "message", message);
  add_string (builder, "surface", surface);
  add_int (builder, "port", port);
  if (pid > 0)
    add_int (builder, "pid", pid);
  add_string (builder, "program", program);
  announce (self, "runtime_warning", builder);
}

static void
stalled_cb (PerchSurfaces *surfaces, guint stall_ms, PerchEvents *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autofree char *message =
      g_strdup_printf ("The main loop stood still for %.1f s", stall_ms / 1000.0);

  json_builder_begin_object (builder);
  add_string (builder, "code", "gui_stalled");
  add_string (builder, "message", message);
  add_int (builder, "duration_ms", stall_ms);
  announce (self, "runtime_warning", builder);
}

static void
ask_cb (PerchAskQueue *asks, PerchAsk *ask, PerchEvents *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  perch_ask_add_json (ask, builder);
  announce_traced (self, "ask", perch_ask_get_trace_id (ask), builder);
}

static gboolean
reach_cb (PerchAskQueue *asks, PerchEvents *self)
{
  return perch_event_server_get_n_clients (self->server) > 0;
}

static void
settings_changed_cb (PerchSettings *settings,
                     const char *section,
                     JsonObject *values,
                     PerchEvents *self)
{
  g_autoptr (PerchMask) mask = perch_mask_new ();
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  add_string (builder, "section", section);
  json_builder_set_member_name (builder, "values");
  json_builder_add_value (builder, perch_mask_copy_json (mask, values));
  announce_traced (self, "config_changed", perch_settings_get_trace_id (settings), builder);
}

/* Of a profile only the name: its values may be secrets, and whoever wants them asks. */
static void
profile_changed_cb (PerchBackendManager *manager,
                    const char *name,
                    const char *change,
                    PerchEvents *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autofree char *section = g_strconcat ("backends/", name, NULL);

  json_builder_begin_object (builder);
  add_string (builder, "section", section);
  add_string (builder, "change", change);
  announce (self, "config_changed", builder);
}

static void
items_changed_cb (GListModel *model, guint position, guint removed, guint added, PerchEvents *self)
{
  for (guint i = position; i < position + added; i++)
    {
      g_autoptr (PerchBackend) backend = g_list_model_get_item (model, i);

      g_signal_connect_object (backend, "lines", G_CALLBACK (lines_cb), self, 0);
      g_signal_connect_object (backend, "notify::state", G_CALLBACK (state_changed_cb), self, 0);
    }
}

static void
perch_events_finalize (GObject *object)
{
  PerchEvents *self = PERCH_EVENTS (object);

  perch_event_server_free (self->server);
  perch_event_hub_free (self->hub);
  G_OBJECT_CLASS (perch_events_parent_class)->finalize (object);
}

static void
perch_events_class_init (PerchEventsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = perch_events_finalize;
}

static void
perch_events_init (PerchEvents *self)
{
  self->hub = perch_event_hub_new ();
  self->server = perch_event_server_new (self->hub, NULL);
}

/**
 * perch_events_new:
 * @manager: the backends: what they publish and what happens to them
 * @journal: the log: that it can't be written
 * @first: the number of the first event
 *
 * Publishes what happens. To be released after the surfaces that it is listened to on.
 *
 * Returns: (transfer full):
 */
PerchEvents *
perch_events_new (PerchBackendManager *manager, PerchJournal *journal, guint64 first)
{
  PerchEvents *self = NULL;
  GListModel *model = NULL;

  g_return_val_if_fail (PERCH_IS_BACKEND_MANAGER (manager), NULL);
  g_return_val_if_fail (PERCH_IS_JOURNAL (journal), NULL);

  self = g_object_new (PERCH_TYPE_EVENTS, NULL);
  perch_event_hub_set_first (self->hub, first);
  model = G_LIST_MODEL (manager);
  g_signal_connect_object (manager, "items-changed", G_CALLBACK (items_changed_cb), self, 0);
  g_signal_connect_object (manager, "profile-changed", G_CALLBACK (profile_changed_cb), self, 0);
  g_signal_connect_object (journal, "notify::problem", G_CALLBACK (problem_cb), self, 0);
  items_changed_cb (model, 0, 0, g_list_model_get_n_items (model), self);
  return self;
}

/**
 * perch_events_watch_asks:
 * @asks: the questions that are put to the person
 *
 * Publishes each question and each answer, too. Who listens may answer.
 */
void
perch_events_watch_asks (PerchEvents *self, PerchAskQueue *asks)
{
  g_return_if_fail (PERCH_IS_EVENTS (self));
  g_return_if_fail (PERCH_IS_ASK_QUEUE (asks));

  g_signal_connect_object (asks, "asked", G_CALLBACK (ask_cb), self, 0);
  g_signal_connect_object (asks, "ended", G_CALLBACK (ask_cb), self, 0);
  g_signal_connect_object (asks, "reach", G_CALLBACK (reach_cb), self, 0);
}

/**
 * perch_events_watch_settings:
 * @settings: the settings
 *
 * Publishes what has changed in @settings, with secrets masked.
 */
void
perch_events_watch_settings (PerchEvents *self, PerchSettings *settings)
{
  g_return_if_fail (PERCH_IS_EVENTS (self));
  g_return_if_fail (PERCH_IS_SETTINGS (settings));

  g_signal_connect_object (settings, "changed", G_CALLBACK (settings_changed_cb), self, 0);
}

/**
 * perch_events_watch_surfaces:
 * @surfaces: the ports
 *
 * Publishes what goes wrong with @surfaces, too, and that they could not answer for a while.
 */
void
perch_events_watch_surfaces (PerchEvents *self, PerchSurfaces *surfaces)
{
  g_return_if_fail (PERCH_IS_EVENTS (self));
  g_return_if_fail (PERCH_IS_SURFACES (surfaces));

  g_signal_connect_object (surfaces, "port-conflict", G_CALLBACK (port_conflict_cb), self, 0);
  g_signal_connect_object (surfaces, "stalled", G_CALLBACK (stalled_cb), self, 0);
}

static void
indicator_updated_cb (PerchIndicators *indicators,
                      const PerchIndicator *indicator,
                      const char *trace_id,
                      PerchEvents *self)
{
  g_autoptr (JsonNode) payload = perch_indicator_to_json (indicator);

  perch_event_hub_announce (self->hub, "indicator", trace_id, payload);
}

/**
 * perch_events_watch_indicators:
 * @indicators: what programs want a person to see
 *
 * Publishes their changes as well.
 */
void
perch_events_watch_indicators (PerchEvents *self, PerchIndicators *indicators)
{
  g_return_if_fail (PERCH_IS_EVENTS (self));
  g_return_if_fail (PERCH_IS_INDICATORS (indicators));

  g_signal_connect_object (indicators, "updated", G_CALLBACK (indicator_updated_cb), self, 0);
}

/**
 * perch_events_get_hub:
 *
 * Returns: (transfer none): where more may be published
 */
PerchEventHub *
perch_events_get_hub (PerchEvents *self)
{
  g_return_val_if_fail (PERCH_IS_EVENTS (self), NULL);

  return self->hub;
}

/**
 * perch_events_get_server:
 *
 * Returns: (transfer none): what clients are connected to
 */
PerchEventServer *
perch_events_get_server (PerchEvents *self)
{
  g_return_val_if_fail (PERCH_IS_EVENTS (self), NULL);

  return self->server;
}
