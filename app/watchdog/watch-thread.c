/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/watchdog/watch-thread.h"

#include "app/server/gate.h"
#include "app/server/listening-socket.h"
#include "app/server/reply.h"
#include "app/watchdog/gui-health.h"

/* How soon it is seen that the main loop is back. */
#define LOOK_AGAIN_MS 100

/* Made by the main loop's thread before the other one begins, and freed by it when that one has
 * ended. In between all of it belongs to the other thread, but for @beat, which both may use, and
 * for @thread, @context and @loop, which never change.
 *
 * @surface is there while the thread runs. It listens, on @listener, exactly while the main loop
 * was found to stand still. */
struct _PerchWatchThread
{
  GThread *thread;
  GMainContext *context; /* (owned) */
  GMainLoop *loop; /* (owned) */
  PerchBeat *beat; /* (owned) */
  guint stall_ms;
  char *name; /* (owned) */
  GSocket *listener; /* (owned) */
  PerchToken *token; /* (owned) */
  PerchGate *gate; /* (owned) */
  PerchLimits limits;
  PerchSurface *surface; /* (owned) (nullable) */
};

/* On this thread: everything up to perch_watch_thread_start(). */

static gint64
get_busy_us (PerchWatchThread *self)
{
  return perch_beat_get_busy_us (self->beat, g_get_monotonic_time ());
}

/* GET /api/gui_health */
static void
health_cb (PerchRequest *request, gpointer user_data)
{
  PerchWatchThread *self = user_data;
  g_autoptr (JsonBuilder) builder =
      perch_gui_health_begin (get_busy_us (self), self->stall_ms, "watchdog");

  perch_reply_end (request, builder);
}

/* Who gets in is decided as always. Then, whatever else is asked can't be answered now. */
static gboolean
gate_cb (PerchRequest *request, gpointer user_data)
{
  PerchWatchThread *self = user_data;
  GUri *uri = soup_server_message_get_uri (perch_request_get_message (request));

  if (!perch_gate_check (request, self->gate))
    return FALSE;
  if (g_str_equal (g_uri_get_path (uri), PERCH_GUI_HEALTH_PATH))
    return TRUE;
  perch_reply_retry_later (request);
  perch_reply_error (request, SOUP_STATUS_SERVICE_UNAVAILABLE, "gui_stalled",
                     "Perch's main loop stands still; only " PERCH_GUI_HEALTH_PATH
                     " is answered until it is back");
  return FALSE;
}

static void
open_door (PerchWatchThread *self)
{
  PerchAcceptor *acceptor = perch_surface_get_acceptor (self->surface);
  g_autoptr (GError) error = NULL;

  if (perch_acceptor_get_listener (acceptor) == NULL &&
      !perch_acceptor_listen_on (acceptor, self->listener, &error))
    g_debug ("The watchdog can't answer: %s", error->message);
}

/* Wakes up once in @stall_ms, and at the very moment when a turn of the main loop becomes too long.
 */
static gboolean
look_cb (GSource *source, GSourceFunc callback, gpointer user_data)
{
  PerchWatchThread *self = user_data;
  gint64 stall_us = self->stall_ms * G_GINT64_CONSTANT (1000);
  gint64 busy_us = get_busy_us (self);
  gint64 sleep_us = stall_us - busy_us;

  if (busy_us >= stall_us)
    {
      open_door (self);
      sleep_us = LOOK_AGAIN_MS * G_GINT64_CONSTANT (1000);
    }
  else
    perch_surface_unlisten (self->surface);
  g_source_set_ready_time (source, g_get_monotonic_time () + sleep_us);
  return G_SOURCE_CONTINUE;
}

static gpointer
run (gpointer user_data)
{
  static const PerchRoute routes[] = { { "GET", PERCH_GUI_HEALTH_PATH, health_cb, 0 } };
  static GSourceFuncs funcs = { .dispatch = look_cb };
  PerchWatchThread *self = user_data;
  g_autoptr (GSource) look = g_source_new (&funcs, sizeof (GSource));

  g_main_context_push_thread_default (self->context);
  self->surface = perch_surface_new (self->name, &self->limits);
  perch_router_add (perch_surface_get_router (self->surface), routes, G_N_ELEMENTS (routes), self);
  perch_surface_set_gate (self->surface, gate_cb, self);
  g_source_set_static_name (look, "perch-watchdog");
  g_source_set_callback (look, NULL, self, NULL);
  g_source_set_ready_time (look, 0);
  g_source_attach (look, self->context);

  g_main_loop_run (self->loop);

  g_source_destroy (look);
  g_clear_pointer (&self->surface, perch_surface_free);
  g_main_context_pop_thread_default (self->context);
  return NULL;
}

static gboolean
quit_cb (gpointer user_data)
{
  g_main_loop_quit (user_data);
  return G_SOURCE_REMOVE;
}

/* On the main loop's thread: everything from here on. */

static void
watch_thread_free (PerchWatchThread *self)
{
  g_main_loop_unref (self->loop);
  g_main_context_unref (self->context);
  perch_beat_unref (self->beat);
  g_free (self->name);
  g_clear_object (&self->listener);
  perch_gate_free (self->gate);
  perch_token_free (self->token);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PerchWatchThread, watch_thread_free)

static PerchWatchThread *
watch_thread_new (PerchBeat *beat, guint stall_ms, const PerchWatchdogDoor *door)
{
  PerchWatchThread *self = g_new0 (PerchWatchThread, 1);

  self->context = g_main_context_new ();
  self->loop = g_main_loop_new (self->context, FALSE);
  self->beat = perch_beat_ref (beat);
  self->stall_ms = stall_ms;
  self->name = g_strdup (door->name);
  self->token = perch_token_copy (door->token);
  self->gate = perch_gate_new (self->token, door->allowed_origins, door->require_token);
  self->limits = door->limits;
  return self;
}

/**
 * perch_watch_thread_start:
 * @beat: how the main loop is
 * @stall_ms: for how long it may not come round
 * @door: a surface that listens
 * @error: return location for a %PERCH_SERVER_ERROR_ADDRESS, or for a #GThreadError
 *
 * Starts a thread that answers at @door while the main loop can't.
 *
 * Returns: (transfer full) (nullable): end it with perch_watch_thread_stop()
 */
PerchWatchThread *
perch_watch_thread_start (PerchBeat *beat,
                          guint stall_ms,
                          const PerchWatchdogDoor *door,
                          GError **error)
{
  g_autoptr (PerchWatchThread) self = NULL;
  g_autoptr (GSocketAddress) address = NULL;

  g_return_val_if_fail (beat != NULL, NULL);
  g_return_val_if_fail (door != NULL, NULL);

  self = watch_thread_new (beat, stall_ms, door);
  self->listener = perch_listening_socket_share (door->listener, error);
  if (self->listener == NULL)
    return NULL;
  address = g_socket_get_local_address (self->listener, error);
  if (address == NULL)
    return NULL;
  perch_gate_set_port (self->gate,
                       g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address)));
  self->thread = g_thread_try_new ("perch-watchdog", run, self, error);
  return self->thread != NULL ? g_steal_pointer (&self) : NULL;
}

/**
 * perch_watch_thread_stop:
 * @self: (transfer full): a thread
 *
 * Ends the thread and waits for that, which takes no longer than what it does at the moment.
 */
void
perch_watch_thread_stop (PerchWatchThread *self)
{
  g_autoptr (GSource) quit = g_idle_source_new ();

  g_return_if_fail (self != NULL);

  /* In the loop, so that it is not missed by a thread that has not come to its loop yet. */
  g_source_set_static_name (quit, "perch-watchdog-quit");
  g_source_set_callback (quit, quit_cb, self->loop, NULL);
  g_source_attach (quit, self->context);
  g_thread_join (self->thread);
  watch_thread_free (self);
}
