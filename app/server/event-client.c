/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/server/event-client.h"

#include <string.h>

#include "app/server/event-hello.h"
#include "app/server/event-sender.h"
#include "app/server/websocket.h"

/* A client that was stuck may still hear why it is sent away, if it wakes up by then. */
#define LAST_CHANCE_MS 5000
#define STUCK "nothing was read for too long"
/* A close frame has room for 123 bytes, and a character that is cut in two grows. */
#define MAX_REASON 110

typedef enum
{
  STATE_NEW, /* its first message is waited for */
  STATE_BEHIND, /* it gets events, each when its connection takes it */
  STATE_CURRENT, /* it has got all events there are, and the next with all others */
  STATE_LEAVING, /* it goes, or has been told to */
  STATE_CLOSED, /* its connection is closed */
} State;

/* States only go forward, but for one that was CURRENT and is BEHIND again. It is a member of the
 * fan-out exactly while it is CURRENT. @deadline is set in NEW, for the first message, and in
 * BEHIND exactly while @writable is: the client does not take what it is sent, and @output may hold
 * the rest of it. Both are set in LEAVING, too, when that was for too long. @greeted says that its
 * first message was read, which it may leave out when it needs no token. */
struct _PerchEventClient
{
  PerchEventClientSetup setup;
  SoupWebsocketConnection *socket; /* (owned) */
  PerchFrameOutput *output; /* (owned) */
  State state;
  PerchDeadline deadline;
  GSource *writable; /* (owned) (nullable) */
  PerchEventSender sender;
  gboolean greeted;
};

static void
clear_writable (PerchEventClient *self)
{
  if (self->writable != NULL)
    g_source_destroy (self->writable);
  g_clear_pointer (&self->writable, g_source_unref);
}

static void
set_state (PerchEventClient *self, State state)
{
  g_assert (state >= self->state || (state == STATE_BEHIND && self->state == STATE_CURRENT));

  if (self->state == STATE_CURRENT)
    perch_event_fan_out_remove (self->setup.fan_out, self, &self->sender.cursor);
  self->state = state;
  clear_writable (self);
  perch_deadlines_clear (self->setup.deadlines, &self->deadline);
}

static gboolean
is_open (PerchEventClient *self)
{
  return soup_websocket_connection_get_state (self->socket) == SOUP_WEBSOCKET_STATE_OPEN;
}

/* The end of it, whoever wanted it. */
static void
finish (PerchEventClient *self)
{
  if (self->state == STATE_CLOSED)
    return;
  set_state (self, STATE_CLOSED);
  self->setup.closed (self, self->setup.user_data);
}

static void catch_up (PerchEventClient *client);
static gboolean writable_cb (GObject *stream, gpointer user_data);

static void
wait_until_writable (PerchEventClient *self, guint patience_ms)
{
  perch_deadlines_set (self->setup.deadlines, &self->deadline, self, patience_ms);
  self->writable = perch_websocket_create_source (self->socket);
  g_source_set_static_name (self->writable, "perch-event-client");
  g_source_set_callback (self->writable, G_SOURCE_FUNC (writable_cb), self, NULL);
  g_source_attach (self->writable, g_main_context_get_thread_default ());
}

/* Who is stuck hears why it is sent away once the frame before is out. */
static void
say_stuck (PerchEventClient *self)
{
  if (perch_frame_output_is_ready (self->output))
    perch_websocket_write_close (self->socket, PERCH_EVENT_CLOSE_TRY_LATER, STUCK);
  finish (self);
}

static gboolean
writable_cb (GObject *stream, gpointer user_data)
{
  g_autoptr (PerchEventClient) self = perch_event_client_ref (user_data);

  if (!perch_frame_output_flush_rest (self->output, NULL))
    {
      finish (self);
      return G_SOURCE_REMOVE;
    }
  /* It took some of it, so it is not stuck. */
  if (self->state == STATE_BEHIND && !perch_frame_output_is_ready (self->output))
    perch_deadlines_set (self->setup.deadlines, &self->deadline, self,
                         self->setup.limits->stuck_ms);
  /* Who closes has its rest written by libsoup, before the close frame. */
  if (!perch_frame_output_is_ready (self->output) && is_open (self))
    return G_SOURCE_CONTINUE;

  perch_deadlines_clear (self->setup.deadlines, &self->deadline);
  g_clear_pointer (&self->writable, g_source_unref);
  if (self->state == STATE_BEHIND)
    catch_up (self);
  else
    say_stuck (self);
  return G_SOURCE_REMOVE;
}

/* Sends what it has missed, as far as its connection takes it; the rest follows by itself. */
static void
catch_up (PerchEventClient *client)
{
  g_autoptr (PerchEventClient) self = perch_event_client_ref (client);

  while (perch_frame_output_is_ready (self->output) && perch_event_sender_has_next (&self->sender))
    /* A broken connection is the end of a client; libsoup may not have noticed yet. */
    if (!perch_event_sender_send_next (&self->sender, NULL))
      {
        finish (self);
        return;
      }
  if (!perch_frame_output_is_ready (self->output))
    {
      wait_until_writable (self, self->setup.limits->stuck_ms);
      return;
    }
  set_state (self, STATE_CURRENT);
  perch_event_fan_out_add (self->setup.fan_out, self->sender.batch,
                           perch_frame_output_get_socket (self->output), self);
}

/**
 * perch_event_client_fall_behind:
 * @self: a client whom the fan-out has dropped
 *
 * A #PerchEventFanOutFunc: from now on @self is sent to by itself, until it has caught up.
 */
void
perch_event_client_fall_behind (PerchEventClient *self,
                                guint64 cursor,
                                const guint8 *rest,
                                gsize length)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (self->state == STATE_CURRENT);

  if (rest == NULL)
    {
      finish (self);
      return;
    }
  set_state (self, STATE_BEHIND);
  self->sender.cursor = cursor;
  if (length > 0)
    perch_frame_output_keep_rest (self->output, rest, length);
  catch_up (self);
}

/* libsoup has to finish a frame of its own first. */
static void
cut_cb (PerchFrameOutput *output, PerchEventClient *self)
{
  if (self->state != STATE_CURRENT)
    return;
  set_state (self, STATE_BEHIND);
  wait_until_writable (self, self->setup.limits->stuck_ms);
}

/**
 * perch_event_client_close:
 * @self: a client
 * @code: why, as RFC 6455 has it
 * @reason: the same in words
 *
 * Sends @self away.
 */
void
perch_event_client_close (PerchEventClient *self, guint code, const char *reason)
{
  g_autoptr (PerchEventClient) alive = NULL;
  g_autofree char *cut = NULL;

  g_return_if_fail (self != NULL);
  g_return_if_fail (reason != NULL);

  if (self->state >= STATE_LEAVING)
    return;
  alive = perch_event_client_ref (self);
  set_state (self, STATE_LEAVING);
  /* May have cut a character in two. */
  cut = g_utf8_make_valid (reason, (gssize) MIN (strlen (reason), MAX_REASON));
  if (is_open (self))
    soup_websocket_connection_close (self->socket, (gushort) code, cut);
}

/* From now on it gets events: those since @hello says, or those since it came. It may have set off
 * some of them, as soon as it was connected and before its first message was read. */
static void
go_live (PerchEventClient *self, const PerchEventHello *hello)
{
  guint64 newest = perch_event_hub_get_newest (self->setup.hub);

  set_state (self, STATE_BEHIND);
  self->sender.joined = newest;
  self->sender.cursor = self->setup.arrived + 1;
  self->sender.batch = hello->batch;
  if (hello->has_since && hello->since <= newest)
    self->sender.cursor = hello->since + 1;
  else if (hello->has_since)
    {
      /* A number that was never given: it was given by a Perch that runs no more. */
      self->sender.cursor = perch_event_hub_get_oldest (self->setup.hub);
      self->sender.restarted = TRUE;
    }
  catch_up (self);
}

static void
read_hello (PerchEventClient *self, SoupWebsocketDataType type, GBytes *message)
{
  g_auto (PerchEventHello) hello = { 0 };
  g_autoptr (GError) error = NULL;

  if (type != SOUP_WEBSOCKET_DATA_TEXT)
    perch_event_client_close (self, SOUP_WEBSOCKET_CLOSE_UNSUPPORTED_DATA, "expected text");
  else if (!perch_event_hello_parse (message, &hello, &error))
    perch_event_client_close (self, PERCH_EVENT_CLOSE_BAD_HELLO, error->message);
  else if (self->setup.check != NULL && !self->setup.check (hello.token, self->setup.check_data))
    perch_event_client_close (self, PERCH_EVENT_CLOSE_NO_TOKEN, "this is not the token");
  else if (self->state > STATE_NEW && (hello.has_since || hello.batch > 0))
    perch_event_client_close (self, PERCH_EVENT_CLOSE_LATE_HELLO,
                              "the first message came too late");
  else if (self->state == STATE_NEW)
    go_live (self, &hello);
}

static void
message_cb (SoupWebsocketConnection *socket, int type, GBytes *message, PerchEventClient *client)
{
  g_autoptr (PerchEventClient) self = perch_event_client_ref (client);

  /* What a client says later is not for us. */
  if (self->greeted || self->state >= STATE_LEAVING)
    return;
  self->greeted = TRUE;
  read_hello (self, (SoupWebsocketDataType) type, message);
}

/* Nothing may follow the close frame that libsoup sends next. */
static void
closing_cb (SoupWebsocketConnection *socket, PerchEventClient *self)
{
  if (self->state < STATE_LEAVING)
    set_state (self, STATE_LEAVING);
}

/* libsoup would hang up without a word on who sends too much. */
static void
error_cb (SoupWebsocketConnection *socket, GError *error, PerchEventClient *self)
{
  if (error->domain == SOUP_WEBSOCKET_ERROR)
    perch_event_client_close (self, (guint) error->code, error->message);
  else
    closing_cb (socket, self);
}

static void
closed_cb (SoupWebsocketConnection *socket, PerchEventClient *client)
{
  g_autoptr (PerchEventClient) self = perch_event_client_ref (client);

  finish (self);
}

/**
 * perch_event_client_pass_deadline:
 * @self: a client whose deadline has passed
 */
void
perch_event_client_pass_deadline (PerchEventClient *self)
{
  static const PerchEventHello nothing = { 0 };

  g_return_if_fail (self != NULL);

  if (self->state == STATE_LEAVING)
    finish (self);
  else if (self->state == STATE_BEHIND)
    {
      set_state (self, STATE_LEAVING);
      wait_until_writable (self, LAST_CHANCE_MS);
    }
  else if (self->state == STATE_NEW && self->setup.check != NULL)
    perch_event_client_close (self, PERCH_EVENT_CLOSE_NO_TOKEN, "no token came");
  else if (self->state == STATE_NEW)
    go_live (self, &nothing);
}

/**
 * perch_event_client_new:
 * @socket: an open WebSocket
 * @output: where it writes
 * @setup: copied
 *
 * Makes a client that gets events as soon as its first message allows it.
 *
 * Returns: (transfer full): release with perch_event_client_unref()
 */
PerchEventClient *
perch_event_client_new (SoupWebsocketConnection *socket,
                        PerchFrameOutput *output,
                        const PerchEventClientSetup *setup)
{
  PerchEventClient *self = NULL;

  g_return_val_if_fail (SOUP_IS_WEBSOCKET_CONNECTION (socket), NULL);
  g_return_val_if_fail (setup != NULL, NULL);

  self = g_rc_box_new0 (PerchEventClient);
  self->setup = *setup;
  self->socket = g_object_ref (socket);
  self->output = g_object_ref (output);
  self->sender.hub = setup->hub;
  self->sender.output = output;
  self->sender.budget = setup->limits->budget;
  perch_deadlines_set (setup->deadlines, &self->deadline, self,
                       setup->check != NULL ? setup->limits->token_ms : setup->limits->hello_ms);
  g_signal_connect (output, "cut", G_CALLBACK (cut_cb), self);
  g_signal_connect (socket, "message", G_CALLBACK (message_cb), self);
  g_signal_connect (socket, "closing", G_CALLBACK (closing_cb), self);
  g_signal_connect (socket, "error", G_CALLBACK (error_cb), self);
  g_signal_connect (socket, "closed", G_CALLBACK (closed_cb), self);
  return self;
}

PerchEventClient *
perch_event_client_ref (PerchEventClient *self)
{
  return g_rc_box_acquire (self);
}

static void
clear (gpointer data)
{
  PerchEventClient *self = data;
  gboolean is_welcome = self->state < STATE_LEAVING;

  set_state (self, STATE_CLOSED);
  g_signal_handlers_disconnect_by_data (self->socket, self);
  g_signal_handlers_disconnect_by_data (self->output, self);
  if (is_welcome && is_open (self))
    soup_websocket_connection_close (self->socket, SOUP_WEBSOCKET_CLOSE_GOING_AWAY, NULL);
  g_object_unref (self->socket);
  g_object_unref (self->output);
}

/**
 * perch_event_client_unref:
 * @self: (transfer full): a client
 *
 * Releases @self. One that is still connected is told that Perch goes away.
 */
void
perch_event_client_unref (PerchEventClient *self)
{
  g_rc_box_release_full (self, clear);
}
