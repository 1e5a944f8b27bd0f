/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/backend-notice.h"

#include <glib/gi18n.h>

#include "app/status-text.h"

/* What has befallen the backend and is not over yet. */
typedef enum
{
  TROUBLE_NONE,
  TROUBLE_FAILED, /* the person has been told, and has to do something */
  TROUBLE_UNHEALTHY, /* the person has been told */
  TROUBLE_ENDED, /* it ended by itself, and is started again by itself */
} Trouble;

/* One notification, about one backend. Told is what happens to it by itself; what somebody has
 * asked for only takes the notification back. @proof runs while it is not yet sure that the backend
 * has got over @trouble. */
struct _PerchBackendNotice
{
  GObject parent_instance;

  PerchNotifier *notifier; /* (owned) */
  PerchBackend *backend; /* (owned) */
  char *name; /* (owned): of @backend, whose own may change */
  char *id; /* (owned) */
  guint proof_ms;
  Trouble trouble;
  char *reason; /* (owned) (nullable): why it ended, in TROUBLE_ENDED */
  GSource *proof; /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (PerchBackendNotice, perch_backend_notice, G_TYPE_OBJECT)

static void
stop_proof (PerchBackendNotice *self)
{
  if (self->proof != NULL)
    g_source_destroy (self->proof);
  g_clear_pointer (&self->proof, g_source_unref);
}

static void
forget (PerchBackendNotice *self)
{
  self->trouble = TROUBLE_NONE;
  g_clear_pointer (&self->reason, g_free);
}

static void
send (PerchBackendNotice *self, GNotification *notification)
{
  g_notification_set_default_action (notification, "app.show");
  g_notification_add_button (notification, _ ("Show log"), "app.open-log");
  perch_notifier_send (self->notifier, self->id, notification);
}

static void
tell_failure (PerchBackendNotice *self, Trouble trouble)
{
  PerchBackendState state = perch_backend_get_state (self->backend);
  g_autofree char *label = perch_status_text_shorten (perch_backend_get_label (self->backend), 60);
  g_autofree char *title = g_strdup_printf ("%s: %s", label, perch_status_text_word (state));
  g_autofree char *reason = perch_status_text_reason (self->backend);
  g_autoptr (GNotification) notification = g_notification_new (title);

  forget (self);
  self->trouble = trouble;
  g_notification_set_body (notification, reason != NULL ? reason : _ ("The log may say more."));
  g_notification_set_priority (notification, G_NOTIFICATION_PRIORITY_HIGH);
  g_notification_add_button_with_target (notification, _ ("Restart"),
                                         "app." PERCH_BACKEND_NOTICE_RESTART, "s", self->name);
  send (self, notification);
}

static char *
build_recovery_body (PerchBackendNotice *self)
{
  if (self->trouble == TROUBLE_UNHEALTHY)
    return g_strdup (_ ("It answers again."));
  if (self->reason == NULL)
    return g_strdup (_ ("It had ended by itself and was started again."));
  /* Translators: %s is why the backend ended, such as “exited with status 3” */
  return g_strdup_printf (_ ("It had ended by itself and was started again: %s"), self->reason);
}

static gboolean
proof_cb (gpointer user_data)
{
  PerchBackendNotice *self = user_data;
  g_autofree char *label = perch_status_text_shorten (perch_backend_get_label (self->backend), 60);
  /* Translators: %s is the name of a backend */
  g_autofree char *title = g_strdup_printf (_ ("%s runs again"), label);
  g_autofree char *body = build_recovery_body (self);
  g_autoptr (GNotification) notification = g_notification_new (title);

  stop_proof (self);
  forget (self);
  g_notification_set_body (notification, body);
  g_notification_set_priority (notification, G_NOTIFICATION_PRIORITY_LOW);
  send (self, notification);
  return G_SOURCE_REMOVE;
}

/* It has recovered by itself, it seems; a backend that dies again in a moment has not. */
static void
start_proof (PerchBackendNotice *self)
{
  self->proof = g_timeout_source_new (self->proof_ms);
  g_source_set_static_name (self->proof, "perch-backend-notice");
  g_source_set_callback (self->proof, proof_cb, self, NULL);
  g_source_attach (self->proof, g_main_context_get_thread_default ());
}

static void
ended (PerchBackendNotice *self)
{
  forget (self);
  self->trouble = TROUBLE_ENDED;
  self->reason = perch_status_text_reason (self->backend);
}

static void
state_cb (PerchBackend *backend, GParamSpec *pspec, PerchBackendNotice *self)
{
  stop_proof (self);
  switch (perch_backend_get_state (backend))
    {
    case PERCH_BACKEND_STATE_FAILED:
    case PERCH_BACKEND_STATE_NOT_FOUND:
      tell_failure (self, TROUBLE_FAILED);
      return;
    case PERCH_BACKEND_STATE_UNHEALTHY:
      tell_failure (self, TROUBLE_UNHEALTHY);
      return;
    case PERCH_BACKEND_STATE_BACKOFF:
      ended (self);
      break;
    case PERCH_BACKEND_STATE_STARTING:
      /* A start that somebody asked for begins to count anew. */
      if (perch_backend_get_restarts (backend) == 0)
        forget (self);
      break;
    case PERCH_BACKEND_STATE_RUNNING:
      if (self->trouble != TROUBLE_NONE)
        start_proof (self);
      break;
    case PERCH_BACKEND_STATE_STOPPED:
      forget (self);
      break;
    case PERCH_BACKEND_STATE_STOPPING:
    default:
      break;
    }
  perch_notifier_withdraw (self->notifier, self->id);
}

/* Buttons with nobody behind them must not stay on the screen. */
static void
perch_backend_notice_dispose (GObject *object)
{
  PerchBackendNotice *self = PERCH_BACKEND_NOTICE (object);

  stop_proof (self);
  if (self->notifier != NULL)
    perch_notifier_withdraw (self->notifier, self->id);
  g_clear_object (&self->notifier);
  if (self->backend != NULL)
    g_signal_handlers_disconnect_by_data (self->backend, self);
  g_clear_object (&self->backend);
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->id, g_free);
  g_clear_pointer (&self->reason, g_free);

  G_OBJECT_CLASS (perch_backend_notice_parent_class)->dispose (object);
}

static void
perch_backend_notice_class_init (PerchBackendNoticeClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = perch_backend_notice_dispose;
}

static void
perch_backend_notice_init (PerchBackendNotice *self)
{
}

/**
 * perch_backend_notice_new:
 * @notifier: shows the notification; its application has the actions that this names: show,
 *   open-log and %PERCH_BACKEND_NOTICE_RESTART
 * @backend: what the notification is about
 * @proof_ms: how long a backend must run again before that is told
 *
 * Tells the person when the backend fails, and when it has recovered by itself. What somebody asks
 * for is not told, and takes back what was.
 *
 * Returns: (transfer full): until it is disposed
 */
PerchBackendNotice *
perch_backend_notice_new (PerchNotifier *notifier, PerchBackend *backend, guint proof_ms)
{
  PerchBackendNotice *self = NULL;

  g_return_val_if_fail (PERCH_IS_NOTIFIER (notifier), NULL);
  g_return_val_if_fail (PERCH_IS_BACKEND (backend), NULL);

  self = g_object_new (PERCH_TYPE_BACKEND_NOTICE, NULL);
  self->notifier = g_object_ref (notifier);
  self->backend = g_object_ref (backend);
  self->name = g_strdup (perch_backend_get_name (backend));
  self->id = g_strconcat ("backend-failed-", self->name, NULL);
  self->proof_ms = proof_ms;
  g_signal_connect (backend, "notify::state", G_CALLBACK (state_cb), self);
  return self;
}
