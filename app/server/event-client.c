/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/server/event-client.h"

#include <string.h>

#include <libsoup/soup.h>

#include "app/server/event-hello.h"
#include "app/server/event-sender.h"

/* Who is sent away may still say goodbye; a client that was stuck may still hear why, if it wakes
 * up by then. */
#define LAST_CHANCE_MS 5000
#define STUCK "nothing was read for too long"
#define WRONG_TOKEN "this is not the token"
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
 * fan-out exactly while it is CURRENT. @deadline is set in NEW, for the first message or to hold
 * back that its token was wrong, in BEHIND exactly while the socket is not ready, since the client
 * does not take what it is sent, and in LEAVING. @greeted says that its first message was read,
 * which it may leave out when it needs no token. */
struct _PerchEventClient
{
  PerchEventClientSetup setup;
  PerchWebsocket *socket; /* (owned) */
  State state;
  PerchDeadline deadline;
  PerchEventSender sender;
  gboolean greeted;
};

static void
set_state (PerchEventClient *self, State state)
{
  g_assert (state >= self->state || (state == STATE_BEHIND && self->state == STATE_CURRENT));

  if (self->state == STATE_CURRENT)
    perch_event_fan_out_remove (self->setup.fan_out, self, &self->sender.cursor);
  self->state = state;
  perch_deadlines_clear (self->setup.deadlines, &self->deadline);
  if (state == STATE_LEAVING)
    perch_deadlines_set (self->setup.deadlines, &self->deadline, self, LAST_CHANCE_MS);
}

/* The end of it, whoever wanted it: afterwards it may be gone. */
static void
finish (PerchEventClient *self)
{
  if (self->state == STATE_CLOSED)
    return;
  set_state (self, STATE_CLOSED);
  self->setup.closed (self, self->setup.user_data);
}

/* Sends what it has missed, as far as its connection takes it; the rest follows by itself. If the
 * connection is broken, the client is gone afterwards. */
static void
catch_up (PerchEventClient *self)
{
  while (perch_websocket_is_ready (self->socket) && perch_event_sender_has_next (&self->sender))
    if (!perch_event_sender_send_next (&self->sender))
      {
        finish (self);
        return;
      }
  if (!perch_websocket_is_ready (self->socket))
    {
      perch_deadlines_set (self->setup.deadlines, &self->deadline, self,
                           self->setup.limits->stuck_ms);
      return;
    }
  set_state (self, STATE_CURRENT);
  perch_event_fan_out_add (self->setup.fan_out, self->sender.batch,
                           perch_websocket_get_fd (self->socket), self);
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
    perch_websocket_keep_rest (self->socket, rest, length);
  catch_up (self);
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
  g_autofree char *cut = NULL;

  g_return_if_fail (self != NULL);
  g_return_if_fail (reason != NULL);

  if (self->state >= STATE_LEAVING)
    return;
  set_state (self, STATE_LEAVING);
  /* May have cut a character in two. */
  cut = g_utf8_make_valid (reason, (gssize) MIN (strlen (reason), MAX_REASON));
  perch_websocket_close (self->socket, code, cut);
}

/* From now on it gets events: those since @hello says, or those since it came. It may have set off
 * some of them, as soon as it was connected and before its first message was read. */
static void
go_live (PerchEventClient *self, const PerchEventHello *hello)
{
  guint64 newest = perch_event_hub_get_newest (self->setup.hub);
  guint64 first = perch_event_hub_get_first (self->setup.hub);
  gboolean is_ours = hello->since == 0 || (hello->since + 1 >= first && hello->since <= newest);

  set_state (self, STATE_BEHIND);
  self->sender.joined = newest;
  self->sender.cursor = self->setup.arrived + 1;
  self->sender.batch = hello->batch;
  if (hello->has_since && is_ours)
    self->sender.cursor = MAX (hello->since + 1, first);
  else if (hello->has_since)
    {
      /* A number that this Perch has never given: another one has, which runs no more. */
      self->sender.cursor = perch_event_hub_get_oldest (self->setup.hub);
      self->sender.restarted = TRUE;
    }
  catch_up (self);
}

/* Who guesses is told so later; nothing else it says is heard by then. */
static void
refuse_token (PerchEventClient *self, guint delay_ms)
{
  if (delay_ms > 0)
    perch_deadlines_set (self->setup.deadlines, &self->deadline, self, delay_ms);
  else
    perch_event_client_close (self, PERCH_EVENT_CLOSE_NO_TOKEN, WRONG_TOKEN);
}

static void
read_hello (PerchEventClient *self, gboolean is_text, const guint8 *data, gsize length)
{
  g_auto (PerchEventHello) hello = { 0 };
  g_autoptr (GError) error = NULL;
  guint delay_ms = 0;

  if (!is_text)
    perch_event_client_close (self, SOUP_WEBSOCKET_CLOSE_UNSUPPORTED_DATA, "expected text");
  else if (!perch_event_hello_parse ((const char *) data, length, &hello, &error))
    perch_event_client_close (self, PERCH_EVENT_CLOSE_BAD_HELLO, error->message);
  else if (self->setup.check != NULL &&
           !self->setup.check (hello.token, &delay_ms, self->setup.check_data))
    refuse_token (self, delay_ms);
  else if (self->state > STATE_NEW && (hello.has_since || hello.batch > 0))
    perch_event_client_close (self, PERCH_EVENT_CLOSE_LATE_HELLO,
                              "the first message came too late");
  else if (self->state == STATE_NEW)
    go_live (self, &hello);
}

static void
message_cb (gboolean is_text, const guint8 *data, gsize length, gpointer user_data)
{
  PerchEventClient *self = user_data;

  /* What a client says later is not for us. */
  if (self->greeted)
    return;
  self->greeted = TRUE;
  read_hello (self, is_text, data, length);
}

/* Whatever it has taken, it is not stuck. */
static void
moved_cb (gpointer user_data)
{
  PerchEventClient *self = user_data;

  if (self->state != STATE_BEHIND && self->state != STATE_CURRENT)
    return;
  set_state (self, STATE_BEHIND);
  catch_up (self);
}

/* Nothing may follow the close frame that comes next. */
static void
closing_cb (gpointer user_data)
{
  PerchEventClient *self = user_data;

  if (self->state < STATE_LEAVING)
    set_state (self, STATE_LEAVING);
}

static void
closed_cb (gpointer user_data)
{
  finish (user_data);
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
    perch_event_client_close (self, PERCH_EVENT_CLOSE_TRY_LATER, STUCK);
  else if (self->state == STATE_NEW && self->setup.check != NULL)
    perch_event_client_close (self, PERCH_EVENT_CLOSE_NO_TOKEN,
                              self->greeted ? WRONG_TOKEN : "no token came");
  else if (self->state == STATE_NEW)
    go_live (self, &nothing);
}

/**
 * perch_event_client_new:
 * @socket: (transfer full): an open WebSocket
 * @setup: copied
 *
 * Makes a client that gets events as soon as its first message allows it, after
 * perch_event_client_begin().
 *
 * Returns: (transfer full): free with perch_event_client_free()
 */
PerchEventClient *
perch_event_client_new (PerchWebsocket *socket, const PerchEventClientSetup *setup)
{
  PerchEventClient *self = NULL;

  g_return_val_if_fail (socket != NULL, NULL);
  g_return_val_if_fail (setup != NULL, NULL);

  self = g_new0 (PerchEventClient, 1);
  self->setup = *setup;
  self->socket = socket;
  self->sender.hub = setup->hub;
  self->sender.socket = socket;
  self->sender.budget = setup->limits->budget;
  return self;
}

/**
 * perch_event_client_begin:
 * @self: a client that has not begun
 * @inputs: calls perch_websocket_read(); must outlive the client
 *
 * Reads what @self has said already, which may be the end of it, and what it says from now on.
 */
void
perch_event_client_begin (PerchEventClient *self, PerchHangups *inputs)
{
  static const PerchWebsocketFuncs funcs = {
    .message = message_cb,
    .moved = moved_cb,
    .closing = closing_cb,
    .closed = closed_cb,
  };

  g_return_if_fail (self != NULL);
  g_return_if_fail (self->state == STATE_NEW);

  perch_deadlines_set (self->setup.deadlines, &self->deadline, self,
                       self->setup.check != NULL ? self->setup.limits->token_ms
                                                 : self->setup.limits->hello_ms);
  perch_websocket_begin (self->socket, inputs, &funcs, self);
}

/**
 * perch_event_client_free:
 * @self: (transfer full): a client
 *
 * Closes the connection of @self. One that is still welcome is told that Perch goes away.
 */
void
perch_event_client_free (PerchEventClient *self)
{
  g_return_if_fail (self != NULL);

  set_state (self, STATE_CLOSED);
  perch_websocket_close (self->socket, SOUP_WEBSOCKET_CLOSE_GOING_AWAY, "");
  perch_websocket_stop (self->socket);
  perch_websocket_unref (self->socket);
  g_free (self);
}
