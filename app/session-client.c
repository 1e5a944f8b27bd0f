/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/session-client.h"

/* The desktop's session manager tells its clients that the session is about to end, and waits some
 * seconds for each to be done. GNOME's protocol is that of MATE, Cinnamon and Budgie as well, and
 * Xfce speaks the same one under other names. Where there is none of them, the end of the session
 * is a SIGTERM, or the loss of the display. */
typedef struct
{
  const char *name;
  const char *path;
  const char *interface;
  const char *client_interface;
} Dialect;

static const Dialect dialects[] = {
  { "org.gnome.SessionManager", "/org/gnome/SessionManager", "org.gnome.SessionManager",
    "org.gnome.SessionManager.ClientPrivate" },
  { "org.xfce.SessionManager", "/org/xfce/SessionManager", "org.xfce.Session.Manager",
    "org.xfce.Session.Client" },
};

/* REGISTERING tries one dialect after the other. In REGISTERED and ENDING @path and @signals are
 * there, and @dialect is the one that is spoken. The manager waits for an answer in ENDING. */
typedef enum
{
  PHASE_REGISTERING,
  PHASE_ALONE, /* nobody to talk to */
  PHASE_REGISTERED,
  PHASE_ENDING,
} Phase;

struct _PerchSessionClient
{
  GObject parent_instance;

  GDBusConnection *connection; /* (owned) */
  char *app_id; /* (owned) */
  char *startup_id; /* (owned) */
  GCancellable *cancellable; /* (owned): cancelled in dispose */
  Phase phase;
  const Dialect *dialect;
  char *path; /* (owned) (nullable) */
  guint signals;
};

enum
{
  END,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PerchSessionClient, perch_session_client, G_TYPE_OBJECT)

/* There is nothing that Perch would hold a logout up for. */
static void
answer (PerchSessionClient *self)
{
  g_dbus_connection_call (self->connection, self->dialect->name, self->path,
                          self->dialect->client_interface, "EndSessionResponse",
                          g_variant_new ("(bs)", TRUE, ""), NULL, G_DBUS_CALL_FLAGS_NO_AUTO_START,
                          -1, NULL, NULL, NULL);
}

static void
signal_cb (GDBusConnection *connection,
           const char *sender,
           const char *path,
           const char *interface,
           const char *name,
           GVariant *parameters,
           gpointer user_data)
{
  PerchSessionClient *self = user_data;

  if (g_str_equal (name, "QueryEndSession"))
    answer (self);
  else if (g_str_equal (name, "EndSession") && self->phase == PHASE_REGISTERED)
    {
      self->phase = PHASE_ENDING;
      g_signal_emit (self, signals[END], 0);
    }
  else if (g_str_equal (name, "Stop"))
    g_signal_emit (self, signals[END], 0);
}

static void try_dialect (PerchSessionClient *self, const Dialect *dialect);

static void
registered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  PerchSessionClient *self = NULL;
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GError) error = NULL;

  reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return; /* and @self is gone */
  self = PERCH_SESSION_CLIENT (user_data);
  if (reply == NULL)
    {
      g_debug ("%s: %s", self->dialect->name, error->message);
      try_dialect (self, self->dialect + 1);
      return;
    }
  g_variant_get (reply, "(o)", &self->path);
  self->phase = PHASE_REGISTERED;
  self->signals = g_dbus_connection_signal_subscribe (
      self->connection, self->dialect->name, self->dialect->client_interface, NULL, self->path,
      NULL, G_DBUS_SIGNAL_FLAGS_NONE, signal_cb, self, NULL);
}

static void
try_dialect (PerchSessionClient *self, const Dialect *dialect)
{
  if (dialect == dialects + G_N_ELEMENTS (dialects))
    {
      self->phase = PHASE_ALONE;
      return;
    }
  self->dialect = dialect;
  g_dbus_connection_call (self->connection, dialect->name, dialect->path, dialect->interface,
                          "RegisterClient", g_variant_new ("(ss)", self->app_id, self->startup_id),
                          G_VARIANT_TYPE ("(o)"), G_DBUS_CALL_FLAGS_NO_AUTO_START, -1,
                          self->cancellable, registered_cb, self);
}

/**
 * perch_session_client_ready_to_end:
 *
 * Everything has been stopped: lets the session manager go on, if it waits. The answer is sent when
 * the connection is next flushed.
 */
void
perch_session_client_ready_to_end (PerchSessionClient *self)
{
  g_return_if_fail (PERCH_IS_SESSION_CLIENT (self));

  if (self->phase != PHASE_ENDING)
    return;
  self->phase = PHASE_REGISTERED;
  answer (self);
}

static void
perch_session_client_dispose (GObject *object)
{
  PerchSessionClient *self = PERCH_SESSION_CLIENT (object);

  g_cancellable_cancel (self->cancellable);
  if (self->signals != 0)
    g_dbus_connection_signal_unsubscribe (self->connection, self->signals);
  self->signals = 0;

  G_OBJECT_CLASS (perch_session_client_parent_class)->dispose (object);
}

static void
perch_session_client_finalize (GObject *object)
{
  PerchSessionClient *self = PERCH_SESSION_CLIENT (object);

  g_clear_object (&self->cancellable);
  g_clear_object (&self->connection);
  g_free (self->app_id);
  g_free (self->startup_id);
  g_free (self->path);

  G_OBJECT_CLASS (perch_session_client_parent_class)->finalize (object);
}

static void
perch_session_client_class_init (PerchSessionClientClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = perch_session_client_dispose;
  G_OBJECT_CLASS (klass)->finalize = perch_session_client_finalize;

  /**
   * PerchSessionClient::end:
   *
   * The session ends: Perch is to stop everything and leave. It may come more than once.
   */
  signals[END] = g_signal_new ("end", PERCH_TYPE_SESSION_CLIENT, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                               NULL, G_TYPE_NONE, 0);
}

static void
perch_session_client_init (PerchSessionClient *self)
{
  self->cancellable = g_cancellable_new ();
}

/**
 * perch_session_client_new:
 * @connection: the session bus
 * @app_id: name of the program's desktop file, without its ending
 * @startup_id: (nullable): what the session manager gave the program when it started it
 *
 * Becomes a client of the desktop's session manager, if there is one.
 *
 * Returns: (transfer full):
 */
PerchSessionClient *
perch_session_client_new (GDBusConnection *connection, const char *app_id, const char *startup_id)
{
  PerchSessionClient *self = NULL;

  g_return_val_if_fail (G_IS_DBUS_CONNECTION (connection), NULL);
  g_return_val_if_fail (app_id != NULL, NULL);

  self = g_object_new (PERCH_TYPE_SESSION_CLIENT, NULL);
  self->connection = g_object_ref (connection);
  self->app_id = g_strdup (app_id);
  self->startup_id = g_strdup (startup_id != NULL ? startup_id : "");
  try_dialect (self, dialects);
  return self;
}
