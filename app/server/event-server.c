/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/server/event-server.h"

#include "app/server/event-notice.h"
#include "app/server/reply.h"
#include "app/server/websocket.h"

/* @heartbeat runs, and the hub knows of us, exactly while there are @clients: without them nothing
 * here ever wakes up. */
struct _PerchEventServer
{
  PerchEventHub *hub;
  PerchEventLimits limits;
  PerchDeadlines *deadlines; /* (owned) */
  PerchHangups *inputs; /* (owned) */
  PerchEventFanOut *fan_out; /* (owned) */
  GHashTable *clients; /* (element-type PerchEventClient) (owned) */
  GSource *heartbeat; /* (owned) (nullable) */
};

/* A client on its way: between its request and its WebSocket. */
typedef struct
{
  PerchEventServer *self;
  PerchEventTokenCheck check;
  gpointer check_data;
  guint64 newest; /* number of an event */
} Arrival;

/**
 * perch_event_limits_init:
 * @limits: (out caller-allocates): what to fill in
 *
 * Sets @limits to what holds unless a test wants it sooner.
 */
void
perch_event_limits_init (PerchEventLimits *limits)
{
  g_return_if_fail (limits != NULL);

  *limits = (PerchEventLimits){
    .max_clients = 512,
    .token_ms = 5000,
    .hello_ms = 1000,
    .heartbeat_ms = 15000,
    .stuck_ms = 30000,
    .budget = 1024 * 1024,
  };
}

static void
news_cb (gpointer user_data)
{
  perch_event_fan_out_pump (((PerchEventServer *) user_data)->fan_out);
}

/* Shows clients that their connections are alive. One that has events to take needs no such sign.
 */
static gboolean
heartbeat_cb (gpointer user_data)
{
  PerchEventServer *self = user_data;
  g_autoptr (GBytes) heartbeat =
      perch_event_notice_heartbeat (perch_event_hub_get_newest (self->hub));

  perch_event_fan_out_send (self->fan_out, heartbeat);
  return G_SOURCE_CONTINUE;
}

static void
go_on_duty (PerchEventServer *self)
{
  if (self->heartbeat != NULL)
    return;
  perch_event_hub_add_listener (self->hub, news_cb, self);
  self->heartbeat = g_timeout_source_new (self->limits.heartbeat_ms);
  g_source_set_static_name (self->heartbeat, "perch-event-heartbeat");
  g_source_set_callback (self->heartbeat, heartbeat_cb, self, NULL);
  g_source_attach (self->heartbeat, g_main_context_get_thread_default ());
}

static void
go_off_duty (PerchEventServer *self)
{
  if (self->heartbeat == NULL)
    return;
  perch_event_hub_remove_listener (self->hub, self);
  g_source_destroy (self->heartbeat);
  g_clear_pointer (&self->heartbeat, g_source_unref);
}

static void
closed_cb (PerchEventClient *client, gpointer user_data)
{
  PerchEventServer *self = user_data;

  g_hash_table_remove (self->clients, client);
  if (g_hash_table_size (self->clients) == 0)
    go_off_duty (self);
}

static void
opened_cb (PerchWebsocket *socket, gpointer user_data)
{
  const Arrival *arrival = user_data;
  PerchEventServer *self = arrival->self;
  const PerchEventClientSetup setup = {
    .hub = self->hub,
    .fan_out = self->fan_out,
    .limits = &self->limits,
    .deadlines = self->deadlines,
    .check = arrival->check,
    .check_data = arrival->check_data,
    .arrived = arrival->newest,
    .closed = closed_cb,
    .user_data = self,
  };
  PerchEventClient *client = NULL;

  client = perch_event_client_new (socket, &setup);
  g_hash_table_add (self->clients, client);
  go_on_duty (self);
  perch_event_client_begin (client, self->inputs);
}

/**
 * perch_event_server_new:
 * @hub: where the events are; must outlive the server
 * @limits: (nullable): what clients may do; %NULL for the usual
 *
 * Makes what sends events over WebSockets, in the thread-default main context.
 *
 * Returns: (transfer full): free with perch_event_server_free()
 */
PerchEventServer *
perch_event_server_new (PerchEventHub *hub, const PerchEventLimits *limits)
{
  PerchEventServer *self = g_new0 (PerchEventServer, 1);

  g_return_val_if_fail (hub != NULL, NULL);

  self->hub = hub;
  if (limits != NULL)
    self->limits = *limits;
  else
    perch_event_limits_init (&self->limits);
  self->deadlines = perch_deadlines_new ((PerchDeadlineFunc) perch_event_client_pass_deadline);
  self->inputs = perch_hangups_new ((PerchHangupFunc) perch_websocket_read);
  self->fan_out =
      perch_event_fan_out_new (hub, (PerchEventFanOutFunc) perch_event_client_fall_behind);
  self->clients =
      g_hash_table_new_full (NULL, NULL, (GDestroyNotify) perch_event_client_free, NULL);
  return self;
}

/**
 * perch_event_server_say_goodbye:
 * @self: a server
 *
 * Tells all clients what has happened last and that Perch goes away, and closes their connections.
 * To be called before the surfaces go that they came by, which cut off who is still connected.
 */
void
perch_event_server_say_goodbye (PerchEventServer *self)
{
  g_return_if_fail (self != NULL);

  go_off_duty (self);
  perch_event_fan_out_pump (self->fan_out);
  g_hash_table_remove_all (self->clients);
}

/**
 * perch_event_server_free:
 * @self: (transfer full): a server
 *
 * Sends all clients away. The surfaces that it answers on must be gone before.
 */
void
perch_event_server_free (PerchEventServer *self)
{
  g_return_if_fail (self != NULL);

  perch_event_server_say_goodbye (self);
  g_hash_table_unref (self->clients);
  perch_event_fan_out_free (self->fan_out);
  perch_deadlines_free (self->deadlines);
  perch_hangups_free (self->inputs);
  g_free (self);
}

/**
 * perch_event_server_accept:
 * @self: a server
 * @request: a request that is being handled
 * @check: (nullable): tells whether a token is right; %NULL when none is needed, since it is known
 *   who the client is
 * @check_data: for @check; must outlive the server
 *
 * Answers @request: from now on it is a client, or it is told why not.
 */
void
perch_event_server_accept (PerchEventServer *self,
                           PerchRequest *request,
                           PerchEventTokenCheck check,
                           gpointer check_data)
{
  Arrival arrival = { self, check, check_data, 0 };

  g_return_if_fail (self != NULL);
  g_return_if_fail (PERCH_IS_REQUEST (request));

  if (g_hash_table_size (self->clients) >= self->limits.max_clients)
    {
      perch_reply_error (request, SOUP_STATUS_SERVICE_UNAVAILABLE, "too_many_clients",
                         "There are %u clients already, and no more are taken",
                         self->limits.max_clients);
      return;
    }
  arrival.newest = perch_event_hub_get_newest (self->hub);
  perch_websocket_accept (request, opened_cb, g_memdup2 (&arrival, sizeof arrival), g_free);
}

/**
 * perch_event_server_get_hub:
 * @self: a server
 *
 * Returns: (transfer none): where its events come from
 */
PerchEventHub *
perch_event_server_get_hub (PerchEventServer *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->hub;
}

/**
 * perch_event_server_get_n_clients:
 * @self: a server
 *
 * Returns: how many are connected
 */
guint
perch_event_server_get_n_clients (PerchEventServer *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return g_hash_table_size (self->clients);
}
