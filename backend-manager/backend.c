/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/backend-private.h"

#include <math.h>

#include "backend-manager/clock.h"
#include "backend-manager/enums.h"
#include "backend-manager/lines-signal.h"

/* What a backend said: enough for a person to read and for `perch logs`, and no more than this. */
#define RING_BYTES (256 * 1024)
#define FRESH_BYTES (64 * 1024)

typedef enum
{
  PROP_NAME = 1,
  PROP_STATE,
  PROP_PID,
  PROP_STARTED,
  PROP_READY,
  PROP_EXECUTABLE,
  PROP_EXIT_REASON,
  PROP_PROBLEM,
  PROP_STATUS_TEXT,
  PROP_LAST_ERROR,
  PROP_LABEL,
  PROP_NOTICE,
  PROP_ENDPOINT,
} PerchBackendProperty;

static GParamSpec *properties[PROP_ENDPOINT + 1];

enum
{
  LINES,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PerchBackend, perch_backend, G_TYPE_OBJECT)

static void
notify (PerchBackend *self, PerchBackendProperty property)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

/**
 * perch_backend_set_state:
 *
 * The one place where the state changes.
 */
void
perch_backend_set_state (PerchBackend *self, PerchBackendState state)
{
  gboolean was_ready = perch_backend_get_ready (self);

  if (!perch_backend_state_may_follow (self->state, state))
    {
      g_critical ("%s can't go from %s to %s", self->profile->name,
                  perch_backend_state_to_string (self->state),
                  perch_backend_state_to_string (state));
      return;
    }

  self->state = state;
  self->state_since_us = perch_clock_boottime_us ();
  notify (self, PROP_STATE);
  if (was_ready != perch_backend_get_ready (self))
    notify (self, PROP_READY);
}

static void
replace (PerchBackend *self, char **field, const char *value, PerchBackendProperty property)
{
  char *copy;

  if (g_strcmp0 (*field, value) == 0)
    return;

  copy = g_strdup (value);
  g_free (*field);
  *field = copy;
  notify (self, property);
}

/**
 * perch_backend_set_missing:
 * @missing: what is not there
 * @problem: (nullable): what is wrong now, in words
 */
void
perch_backend_set_missing (PerchBackend *self, PerchBackendMissing missing, const char *problem)
{
  self->missing = missing;
  replace (self, &self->problem, problem, PROP_PROBLEM);
}

/**
 * perch_backend_set_status_text:
 * @text: (nullable): what the backend says of itself
 */
void
perch_backend_set_status_text (PerchBackend *self, const char *text)
{
  replace (self, &self->status_text, text, PROP_STATUS_TEXT);
}

/**
 * perch_backend_set_executable:
 * @path: (nullable): what was found
 */
void
perch_backend_set_executable (PerchBackend *self, const char *path)
{
  replace (self, &self->executable, path, PROP_EXECUTABLE);
}

/**
 * perch_backend_set_process:
 * @pid: the main process, 0 when there is none
 * @root: the process whose descendants are the tree, 0 when there is none
 */
void
perch_backend_set_process (PerchBackend *self, GPid pid, GPid root)
{
  gint64 started_us = self->started_us;

  if (self->root != root)
    perch_sampler_set_root (self->sampler, root);
  self->root = root;

  if (pid != 0 && pid != self->pid)
    started_us = perch_clock_boottime_us ();
  else if (root == 0)
    started_us = 0;

  if (self->pid != pid)
    {
      self->pid = pid;
      notify (self, PROP_PID);
    }
  if (self->started_us != started_us)
    {
      self->started_us = started_us;
      notify (self, PROP_STARTED);
    }
}

/**
 * perch_backend_take_exit:
 * @reason: (transfer full): one sentence for people
 */
void
perch_backend_take_exit (PerchBackend *self, int code, int signal_number, char *reason)
{
  g_free (self->exit_reason);
  self->exit_reason = reason;
  self->exit.code = code;
  self->exit.signal_number = signal_number;
  self->exit.expected = self->cause == PERCH_CAUSE_ASKED;
  self->exit.reason = reason;
  self->has_exit = TRUE;
  notify (self, PROP_EXIT_REASON);
}

/**
 * perch_backend_take_place:
 * @place: (transfer full) (nullable): where it listens from now on; %NULL removes what was made
 */
void
perch_backend_take_place (PerchBackend *self, PerchBackendPlace *place)
{
  if (self->place == place)
    return;
  g_clear_pointer (&self->place, perch_backend_place_remove);
  self->place = place;
  notify (self, PROP_ENDPOINT);
}

/**
 * perch_backend_emit_lines:
 */
void
perch_backend_emit_lines (PerchBackend *self, const PerchBackendLine *lines, guint n_lines)
{
  g_signal_emit (self, signals[LINES], 0, lines, n_lines);
}

/**
 * perch_backend_arm:
 * @wait_ms: in milliseconds
 *
 * Sets the one timer, which dies with the run or the state that it was made for.
 */
void
perch_backend_arm (PerchBackend *self, guint wait_ms, GSourceFunc callback)
{
  perch_backend_disarm (self);
  self->timer = g_timeout_source_new (wait_ms);
  g_source_set_static_name (self->timer, "[perch] backend");
  g_source_set_callback (self->timer, callback, self, NULL);
  g_source_attach (self->timer, g_main_context_get_thread_default ());
}

/**
 * perch_backend_disarm:
 *
 * Ends the timer, the probe in flight and the wait for other backends.
 */
void
perch_backend_disarm (PerchBackend *self)
{
  if (self->timer != NULL)
    g_source_destroy (self->timer);
  g_clear_pointer (&self->timer, g_source_unref);
  if (self->probe != NULL)
    g_cancellable_cancel (self->probe);
  g_clear_object (&self->probe);
  perch_backend_forget_needs (self);
}

static void
perch_backend_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  PerchBackend *self = PERCH_BACKEND (object);

  switch ((PerchBackendProperty) id)
    {
    case PROP_NAME:
      g_value_set_string (value, self->profile->name);
      break;
    case PROP_STATE:
      g_value_set_enum (value, self->state);
      break;
    case PROP_PID:
      g_value_set_int (value, self->pid);
      break;
    case PROP_STARTED:
      g_value_set_int64 (value, self->started_us);
      break;
    case PROP_READY:
      g_value_set_boolean (value, perch_backend_get_ready (self));
      break;
    case PROP_EXECUTABLE:
      g_value_set_string (value, self->executable);
      break;
    case PROP_EXIT_REASON:
      g_value_set_string (value, self->exit_reason);
      break;
    case PROP_PROBLEM:
      g_value_set_string (value, self->problem);
      break;
    case PROP_STATUS_TEXT:
      g_value_set_string (value, self->status_text);
      break;
    case PROP_LAST_ERROR:
      g_value_set_boxed (value, self->last_error);
      break;
    case PROP_LABEL:
      g_value_set_string (value, self->profile->label);
      break;
    case PROP_NOTICE:
      g_value_set_string (value, perch_backend_get_notice (self));
      break;
    case PROP_ENDPOINT:
      g_value_set_boxed (value, perch_backend_get_endpoint (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
close_unmanaged (PerchBackend *self)
{
  g_autoptr (GError) reason = g_error_new_literal (
      PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_SUPERSEDED, "The backend is no longer managed");

  perch_backend_close_client (self, reason);
}

static void
perch_backend_dispose (GObject *object)
{
  PerchBackend *self = PERCH_BACKEND (object);

  perch_backend_disarm (self);
  close_unmanaged (self);
  if (self->run != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->run, self);
      g_signal_handlers_disconnect_by_data (perch_run_get_guard (self->run), self);
    }
  /* The guard sees the end of its socket and stops the run by itself. */
  g_clear_object (&self->run);
  g_clear_pointer (&self->starts, perch_waiters_free);
  g_clear_pointer (&self->stops, perch_waiters_free);
  g_clear_object (&self->sampler);
  G_OBJECT_CLASS (perch_backend_parent_class)->dispose (object);
}

static void
perch_backend_finalize (GObject *object)
{
  PerchBackend *self = PERCH_BACKEND (object);

  g_clear_pointer (&self->ready_regex, g_regex_unref);
  perch_restart_policy_free (self->policy);
  g_clear_pointer (&self->place, perch_backend_place_remove);
  perch_output_ring_free (self->ring);
  perch_output_ring_free (self->fresh);
  g_free (self->executable);
  g_free (self->exit_reason);
  g_free (self->problem);
  g_free (self->status_text);
  g_strfreev (self->last_error);
  perch_backend_config_unref (self->config);
  perch_profile_unref (self->profile);
  g_clear_pointer (&self->next_profile, perch_profile_unref);
  G_OBJECT_CLASS (perch_backend_parent_class)->finalize (object);
}

static void
perch_backend_class_init (PerchBackendClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->dispose = perch_backend_dispose;
  object_class->finalize = perch_backend_finalize;
  object_class->get_property = perch_backend_get_property;

  /**
   * PerchBackend:started:
   *
   * When the main process was executed: CLOCK_BOOTTIME in microseconds, 0 when none runs.
   */
  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, flags);
  properties[PROP_STATE] = g_param_spec_enum ("state", NULL, NULL, PERCH_TYPE_BACKEND_STATE,
                                              PERCH_BACKEND_STATE_STOPPED, flags);
  properties[PROP_PID] = g_param_spec_int ("pid", NULL, NULL, 0, G_MAXINT, 0, flags);
  properties[PROP_STARTED] = g_param_spec_int64 ("started", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_READY] = g_param_spec_boolean ("ready", NULL, NULL, FALSE, flags);
  properties[PROP_EXECUTABLE] = g_param_spec_string ("executable", NULL, NULL, NULL, flags);
  properties[PROP_EXIT_REASON] = g_param_spec_string ("exit-reason", NULL, NULL, NULL, flags);
  properties[PROP_PROBLEM] = g_param_spec_string ("problem", NULL, NULL, NULL, flags);
  properties[PROP_STATUS_TEXT] = g_param_spec_string ("status-text", NULL, NULL, NULL, flags);
  properties[PROP_LAST_ERROR] = g_param_spec_boxed ("last-error", NULL, NULL, G_TYPE_STRV, flags);
  properties[PROP_LABEL] = g_param_spec_string ("label", NULL, NULL, NULL, flags);
  properties[PROP_NOTICE] = g_param_spec_string ("notice", NULL, NULL, NULL, flags);
  properties[PROP_ENDPOINT] =
      g_param_spec_boxed ("endpoint", NULL, NULL, PERCH_TYPE_BACKEND_ENDPOINT, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  /**
   * PerchBackend::lines:
   * @lines: (array length=n_lines) (element-type PerchBackendLine): valid during the call only
   * @n_lines: never 0
   *
   * What the backend has just said.
   */
  signals[LINES] = perch_lines_signal_new (PERCH_TYPE_BACKEND);
}

static void
perch_backend_init (PerchBackend *self)
{
  self->state = PERCH_BACKEND_STATE_STOPPED;
  self->state_since_us = perch_clock_boottime_us ();
  self->starts = perch_waiters_new ();
  self->stops = perch_waiters_new ();
  self->ring = perch_output_ring_new (RING_BYTES);
  self->fresh = perch_output_ring_new (FRESH_BYTES);
  self->sampler = perch_sampler_new ();
}

/**
 * perch_backend_new:
 * @profile: (transfer none): what to run and how
 * @config: (transfer none): what it shares with the others
 *
 * Returns: (transfer full): a backend in the state `stopped`, or `not-found` when there is nothing
 *   where its profile says
 */
PerchBackend *
perch_backend_new (PerchProfile *profile, PerchBackendConfig *config)
{
  PerchBackend *self = g_object_new (PERCH_TYPE_BACKEND, NULL);

  self->config = g_atomic_rc_box_acquire (config);
  perch_backend_use_profile (self, profile);
  perch_backend_look (self);
  return self;
}
