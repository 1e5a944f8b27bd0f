/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/application-private.h"

#include <signal.h>
#include <unistd.h>

#include "app/approvals/ask-journal.h"
#include "app/backend-requests.h"
#include "app/backend-states.h"
#include "app/backends-set-up.h"
#include "app/config/settings.h"
#include "app/event-numbers.h"
#include "app/journal/backend-lines.h"
#include "app/live-settings.h"
#include "app/paths.h"
#include "app/problem-sources.h"
#include "app/server/instance.h"
#include "app/trigger-causes.h"
#include "backend-manager/sweep.h"
#include "config.h"

/* A program that has not cared for its indicator for so long has forgotten it. */
#define KEEP_INDICATOR_MS (3600 * 1000)

enum
{
  READY,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PerchApplication, perch_application, G_TYPE_APPLICATION)

/**
 * perch_mode_to_string:
 *
 * Returns: (transfer none): "headless" or "tray"
 */
const char *
perch_mode_to_string (PerchMode mode)
{
  return mode == PERCH_MODE_TRAY ? "tray" : "headless";
}

static void
lines_cb (PerchBackend *backend,
          const PerchBackendLine *lines,
          guint n_lines,
          PerchApplication *self)
{
  perch_journal_add_backend_lines (self->journal, perch_backend_get_name (backend),
                                   g_get_real_time (), lines, n_lines);
  for (guint i = 0; i < n_lines; i++)
    if (lines[i].message.kind == PERCH_MESSAGE_REQUEST ||
        lines[i].message.kind == PERCH_MESSAGE_NOTIFICATION)
      perch_backend_request_answer (backend, &lines[i], self->notifier, self->journal,
                                    self->indicators, self->asks);
}

static void
items_changed_cb (
    GListModel *model, guint position, guint removed, guint added, PerchApplication *self)
{
  for (guint i = position; i < position + added; i++)
    {
      g_autoptr (PerchBackend) backend = g_list_model_get_item (model, i);

      g_signal_connect_object (backend, "lines", G_CALLBACK (lines_cb), self, 0);
    }
}

static void
quit_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  PerchApplication *self = user_data;

  perch_quit_begin (self->quit); /* clicking twice is once; a second signal means now */
}

static void
reset_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  PerchApplication *self = user_data;

  perch_routes_reset_session (perch_control_get_routes (self->control), NULL);
}

/* A desktop that keeps the notifications, such as GNOME, sends what is clicked in them to whoever
 * has the name of the application. It is not what makes Perch the only one: a second instance gets
 * it when the first is gone. */
static void
own_name (PerchApplication *self)
{
  GApplication *application = G_APPLICATION (self);
  GDBusConnection *bus = g_application_get_dbus_connection (application);

  if (bus != NULL)
    self->bus_name_id =
        g_bus_own_name_on_connection (bus, g_application_get_application_id (application),
                                      G_BUS_NAME_OWNER_FLAGS_NONE, NULL, NULL, NULL, NULL);
}

/* Who sits in front of a tray has a session, which ends with a logout. */
static void
join_session (PerchApplication *self)
{
  GDBusConnection *bus = g_application_get_dbus_connection (G_APPLICATION (self));

  if (self->mode != PERCH_MODE_TRAY || bus == NULL)
    return;
  self->session =
      perch_session_client_new (bus, g_application_get_application_id (G_APPLICATION (self)),
                                g_getenv ("DESKTOP_AUTOSTART_ID"));
  g_signal_connect_swapped (self->session, "end", G_CALLBACK (perch_quit_begin), self->quit);
}

/* Each product and each instance has an entry of its own. */
static char *
name_entry (GApplication *application)
{
  const char *id = g_application_get_application_id (application);
  const char *instance = perch_instance_get_name ();

  if (g_str_equal (instance, PERCH_INSTANCE_USUAL) || g_str_equal (instance, id))
    return g_strconcat (id, ".desktop", NULL);
  return g_strconcat (id, ".", instance, ".desktop", NULL);
}

static PerchAutostart *
build_autostart (GApplication *application, PerchSettings *settings, const PerchBranding *branding)
{
  g_autofree char *name = name_entry (application);
  g_autofree char *path = g_build_filename (g_get_user_config_dir (), "autostart", name, NULL);
  g_autofree char *state_dir = perch_paths_get_state_dir ();
  g_autofree char *marker = g_build_filename (state_dir, "starts-at-login", NULL);
  g_autofree char *program = perch_paths_find_program ("perch");
  g_autofree char *named = perch_branding_get_named ();
  const PerchAutostartProgram what = {
    .program = program,
    .branding = named,
    .icon = branding != NULL && branding->icon != NULL ? branding->icon : PERCH_APPLICATION_ID,
  };

  return program != NULL ? perch_autostart_new (settings, path, marker, &what) : NULL;
}

static PerchNotifier *
build_notifier (GApplication *application, const PerchBranding *branding)
{
  PerchNotifier *notifier = perch_notifier_new (application);
  g_autoptr (GIcon) icon = perch_branding_get_icon (branding);

  if (icon != NULL)
    perch_notifier_set_icon (notifier, icon);
  return notifier;
}

static void
perch_application_startup (GApplication *application)
{
  static const GActionEntry entries[] = { { .name = "quit", .activate = quit_cb },
                                          { .name = "reset", .activate = reset_cb } };
  PerchApplication *self = PERCH_APPLICATION (application);
  g_autofree char *guard = perch_paths_find_program ("perch-guard");
  g_autofree char *config_dir = perch_paths_get_config_dir ();
  g_autofree char *docs_file = perch_paths_find_docs ();
  g_autoptr (GError) error = NULL;

  G_APPLICATION_CLASS (perch_application_parent_class)->startup (application);

  /* A backend or a client that closes its end must not end Perch; the guard resets it for backends.
   */
  signal (SIGPIPE, SIG_IGN);
  perch_sweep_become_subreaper ();
  g_action_map_add_action_entries (G_ACTION_MAP (application), entries, G_N_ELEMENTS (entries),
                                   self);
  if (self->branding != NULL && !perch_branding_seed (self->branding, config_dir, &error))
    g_warning ("%s", error->message);
  g_clear_error (&error);
  self->settings = perch_settings_new (config_dir);
  self->manager =
      perch_backends_set_up (self->settings, guard != NULL ? guard : "perch-guard", self->backend,
                             (const char *const *) self->args, self->branding);
  g_signal_connect_object (self->manager, "items-changed", G_CALLBACK (items_changed_cb), self, 0);
  perch_backend_states_join (self->manager, self->journal, self->indicators);
  perch_live_settings_join (self->settings, self->manager, self->journal);
  self->notifier = build_notifier (application, self->branding);
  perch_live_settings_join_notifier (self->settings, self->notifier);
  perch_problem_sources_add_journal (self->manager, self->journal);
  perch_problem_sources_add_settings (self->manager, self->settings);
  perch_journal_log (self->journal, PERCH_LEVEL_INFO, "perch", "Perch %s runs (%s, pid %d)",
                     PERCH_VERSION, perch_mode_to_string (self->mode), (int) getpid ());
  self->events = perch_events_new (self->manager, self->journal,
                                   perch_event_numbers_begin (self->event_numbers));
  self->asks = perch_ask_queue_new (PERCH_ASK_QUEUE_MAX_PENDING);
  perch_ask_journal_follow (self->journal, self->asks);
  perch_events_watch_asks (self->events, self->asks);
  self->standing = perch_standing_answers_new (self->settings, self->asks, self->journal);
  perch_events_watch_settings (self->events, self->settings);
  perch_events_watch_indicators (self->events, self->indicators);
  self->triggers = perch_trigger_causes_join (self->settings, self->manager, self->events,
                                              self->journal, self->notifier);
  self->quit = perch_quit_new (application, self->manager, self->triggers, self->settings);
  perch_backend_manager_load (self->manager);

  /* Without it the command line can't reach us, but the tray works on. */
  if (!perch_control_serve (self->control, self->manager, self->journal,
                            perch_events_get_server (self->events), self->asks,
                            G_ACTION_GROUP (self), perch_mode_to_string (self->mode), &error))
    g_warning ("%s", error->message);
  perch_routes_set_indicators (perch_control_get_routes (self->control), self->indicators);
  perch_routes_set_triggers (perch_control_get_routes (self->control), self->triggers);
  perch_routes_set_docs_file (perch_control_get_routes (self->control), docs_file);
  perch_routes_set_standing (perch_control_get_routes (self->control), self->standing);
  perch_routes_set_settings (perch_control_get_routes (self->control), self->settings);
  if (self->mode == PERCH_MODE_HEADLESS)
    self->headless_items = perch_headless_items_new (
        perch_routes_get_items (perch_control_get_routes (self->control)), self->manager,
        G_ACTION_GROUP (self), self->indicators, self->asks,
        self->branding != NULL ? (const char *const *) self->branding->hidden_entries : NULL);
  self->surfaces = perch_surfaces_open (perch_control_get_routes (self->control), self->settings,
                                        self->journal, self->test_hooks);
  if (self->surfaces != NULL)
    {
      perch_events_watch_surfaces (self->events, self->surfaces);
      perch_trigger_causes_watch_surfaces (self->triggers, self->surfaces);
      perch_problem_sources_add_surfaces (self->manager, self->surfaces);
    }

  own_name (self);
  join_session (self);
  self->sleep = perch_sleep_watch_new (self->manager, self->journal);
  self->autostart = build_autostart (application, self->settings, self->branding);
  if (self->autostart != NULL)
    perch_problem_sources_add_autostart (self->manager, self->autostart);
  g_application_hold (application);
  perch_memory_saver_arm (self->memory_saver);
  g_signal_emit (self, signals[READY], 0);
  perch_backend_manager_start_autostart (self->manager);
}

/* Everything happens in startup; a second start talks to the control socket, not to this. */
static void
perch_application_activate (GApplication *application)
{
}

static void
perch_application_shutdown (GApplication *application)
{
  PerchApplication *self = PERCH_APPLICATION (application);
  PerchEventServer *events = perch_events_get_server (self->events);

  if (self->session != NULL)
    perch_session_client_ready_to_end (self->session);
  g_clear_object (&self->session);
  g_clear_handle_id (&self->bus_name_id, g_bus_unown_name);
  g_clear_object (&self->sleep);
  g_clear_object (&self->autostart);
  g_clear_pointer (&self->quit, perch_quit_free);
  /* While their connections are there. */
  perch_event_server_say_goodbye (events);
  perch_event_numbers_end (self->event_numbers,
                           perch_event_hub_get_newest (perch_event_server_get_hub (events)));
  g_clear_object (&self->surfaces);
  g_clear_object (&self->headless_items);
  g_clear_pointer (&self->control, perch_control_free);
  perch_settings_set_apply (self->settings, "triggers", NULL, NULL);
  perch_triggers_end (self->triggers);
  g_clear_object (&self->triggers);
  g_clear_object (&self->standing);
  g_clear_object (&self->asks);
  g_clear_object (&self->events);
  perch_journal_close (self->journal);
  G_APPLICATION_CLASS (perch_application_parent_class)->shutdown (application);
}

static void
perch_application_finalize (GObject *object)
{
  PerchApplication *self = PERCH_APPLICATION (object);

  g_clear_pointer (&self->control, perch_control_free);
  g_clear_object (&self->events);
  g_clear_pointer (&self->log_handler, perch_log_handler_remove);
  g_clear_object (&self->manager);
  g_clear_object (&self->indicators);
  g_clear_object (&self->notifier);
  g_clear_object (&self->settings);
  g_clear_object (&self->journal);
  g_clear_pointer (&self->memory_saver, perch_memory_saver_free);
  g_free (self->backend);
  g_free (self->event_numbers);
  g_strfreev (self->args);
  G_OBJECT_CLASS (perch_application_parent_class)->finalize (object);
}

static void
perch_application_class_init (PerchApplicationClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  object_class->finalize = perch_application_finalize;
  application_class->startup = perch_application_startup;
  application_class->activate = perch_application_activate;
  application_class->shutdown = perch_application_shutdown;

  /**
   * PerchApplication::ready:
   *
   * All parts are there and the backends are known; none has been started yet.
   */
  signals[READY] = g_signal_new ("ready", PERCH_TYPE_APPLICATION, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 0);
}

static void
perch_application_init (PerchApplication *self)
{
  self->indicators = perch_indicators_new (KEEP_INDICATOR_MS);
  self->memory_saver = perch_memory_saver_new (PERCH_MEMORY_SAVER_DELAY_MS);
}

/**
 * perch_application_new:
 * @mode: whether somebody draws a tray icon for it
 * @options: copied
 * @error: %PERCH_SERVER_ERROR_BUSY when this person's Perch runs already, else what is wrong with
 * the runtime directory
 *
 * Returns: (transfer full) (nullable): the application, to be run with g_application_run()
 */
PerchApplication *
perch_application_new (PerchMode mode, const PerchRunOptions *options, GError **error)
{
  g_autoptr (PerchApplication) self = NULL;
  g_autoptr (PerchControl) control = NULL;
  g_autofree char *state_dir = perch_paths_get_state_dir ();
  const PerchBranding *branding = options->branding;
  const char *id = branding != NULL && branding->id != NULL ? branding->id : PERCH_APPLICATION_ID;

  control = perch_control_acquire (error);
  if (control == NULL)
    return NULL;

  /* NON_UNIQUE: the one instance is a matter of the control socket, which works without a bus. */
  self = g_object_new (PERCH_TYPE_APPLICATION, "application-id", id, "flags",
                       G_APPLICATION_NON_UNIQUE, NULL);
  self->mode = mode;
  self->control = g_steal_pointer (&control);
  self->backend = g_strdup (options->backend);
  self->args = g_strdupv ((GStrv) options->args);
  self->test_hooks = options->test_hooks;
  self->hidden = options->hidden;
  self->branding = branding;
  self->journal = perch_journal_new (state_dir);
  self->event_numbers = g_build_filename (state_dir, "event-number", NULL);
  self->log_handler = perch_log_handler_install (self->journal);
  return g_steal_pointer (&self);
}
