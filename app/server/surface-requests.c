/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/server/body-type.h"
#include "app/server/framing.h"
#include "app/server/reply.h"
#include "app/server/request-private.h"
#include "app/server/surface-private.h"

/* What is counted when the client has left, or closed its side, before there was an answer. */
#define STATUS_CLIENT_LEFT 499

/* What all clients of a surface together may keep in memory, until they are answered: their bodies.
 * Enough for two of the largest. */
#define MAX_BODIES (256 * 1024 * 1024)

/* libsoup reads for as long as the client sends. After this much it rests for a turn of the main
 * loop, so that others have theirs. */
#define READ_A_TURN (256 * 1024)

/* One request from its header to the end of its answer, and the route that it found. @router is set
 * until it is counted there, once; so is @entry where requests are remembered. @resting is there
 * exactly while libsoup does not read. */
typedef struct
{
  PerchSurface *surface; /* (unowned) */
  PerchRouter *router; /* (unowned) (nullable) */
  PerchRequest *request; /* (owned) */
  const PerchRoute *route; /* (nullable): set when there is one */
  gpointer user_data;
  PerchTrafficEntry *entry; /* (owned) (nullable) */
  gsize max_body;
  gsize body; /* its part of the surface's @bodies */
  gsize read_this_turn;
  GSource *resting; /* (owned) (nullable) */
} Exchange;

static void
remember (Exchange *exchange, guint status)
{
  PerchTrafficEntry *entry = g_steal_pointer (&exchange->entry);

  if (entry == NULL)
    return;
  entry->route = exchange->route != NULL ? exchange->route->pattern : NULL;
  entry->status = status;
  entry->duration_us = g_get_monotonic_time () - entry->started_us;
  entry->n_received = exchange->body;
  entry->n_sent = exchange->request->n_sent;
  if (exchange->surface->traffic != NULL)
    perch_traffic_add (exchange->surface->traffic, entry);
  else
    perch_traffic_entry_free (entry);
}

static void
count (Exchange *exchange)
{
  SoupServerMessage *message = perch_request_get_message (exchange->request);
  guint status = STATUS_CLIENT_LEFT;

  if (exchange->router == NULL)
    return;
  if (perch_request_get_state (exchange->request) == PERCH_REQUEST_ANSWERED &&
      !g_cancellable_is_cancelled (exchange->request->cancellable))
    status = soup_server_message_get_status (message);
  perch_router_count (exchange->router, exchange->route, status);
  exchange->router = NULL;
  remember (exchange, status);
}

static void
stop_resting (Exchange *exchange)
{
  if (exchange->resting != NULL)
    g_source_destroy (exchange->resting);
  g_clear_pointer (&exchange->resting, g_source_unref);
}

static void
exchange_free (gpointer data)
{
  Exchange *exchange = data;

  count (exchange);
  stop_resting (exchange);
  exchange->surface->bodies -= exchange->body;
  perch_request_gone (exchange->request);
  g_object_unref (exchange->request);
  g_free (exchange);
}

/**
 * perch_surface_requests_new:
 *
 * Returns: (transfer full): an empty table for the requests a surface is working on
 */
GHashTable *
perch_surface_requests_new (void)
{
  return g_hash_table_new_full (NULL, NULL, NULL, exchange_free);
}

static void
finished_cb (PerchSurface *self, SoupServerMessage *message)
{
  g_hash_table_remove (self->exchanges, message);
}

/* A request whose answer did not go through libsoup never finishes there. */
static void
forget_if_taken (PerchSurface *self, SoupServerMessage *message, PerchRequest *request)
{
  if (perch_request_was_taken (request))
    g_hash_table_remove (self->exchanges, message);
}

static void
refuse_too_large (Exchange *exchange)
{
  perch_reply_error (exchange->request, SOUP_STATUS_REQUEST_ENTITY_TOO_LARGE, "payload_too_large",
                     "The body may have %" G_GSIZE_FORMAT " bytes at most", exchange->max_body);
}

/* Returns: whether there is room for @length more bytes; %FALSE after having answered */
static gboolean
reserve (PerchSurface *self, Exchange *exchange, gsize length)
{
  if (self->bodies + length <= MAX_BODIES)
    {
      self->bodies += length;
      exchange->body += length;
      return TRUE;
    }
  perch_reply_retry_later (exchange->request);
  perch_reply_error (exchange->request, SOUP_STATUS_SERVICE_UNAVAILABLE, "busy",
                     "Other large bodies are being worked on; try again when they are done");
  return FALSE;
}

static gboolean
go_on_cb (gpointer user_data)
{
  Exchange *exchange = user_data;

  g_clear_pointer (&exchange->resting, g_source_unref);
  soup_server_message_unpause (perch_request_get_message (exchange->request));
  return G_SOURCE_REMOVE;
}

/* At the usual priority: whatever else is ready has its turn before this has the next. */
static void
rest (Exchange *exchange)
{
  exchange->read_this_turn = 0;
  soup_server_message_pause (perch_request_get_message (exchange->request));
  exchange->resting = g_idle_source_new ();
  g_source_set_static_name (exchange->resting, "perch-request-rest");
  g_source_set_priority (exchange->resting, G_PRIORITY_DEFAULT);
  g_source_set_callback (exchange->resting, go_on_cb, exchange, NULL);
  g_source_attach (exchange->resting, g_main_context_get_thread_default ());
}

static void
add_chunk (PerchSurface *self, Exchange *exchange, GBytes *chunk)
{
  gsize length = perch_request_add_chunk (exchange->request, chunk);

  if (length > exchange->max_body)
    {
      refuse_too_large (exchange);
      return;
    }
  if (length > exchange->body && !reserve (self, exchange, length - exchange->body))
    return;
  exchange->read_this_turn += g_bytes_get_size (chunk);
  if (exchange->read_this_turn >= READ_A_TURN)
    rest (exchange);
}

static void
got_chunk_cb (SoupServerMessage *message, GBytes *chunk, gpointer user_data)
{
  PerchSurface *self = user_data;
  Exchange *exchange = g_hash_table_lookup (self->exchanges, message);

  if (exchange == NULL || perch_request_get_state (exchange->request) != PERCH_REQUEST_READING)
    return;
  add_chunk (self, exchange, chunk);
  forget_if_taken (self, message, exchange->request);
}

/* At the end of the stream libsoup takes what it has of a header, or of chunks, for all of it. */
static gboolean
check_is_whole (PerchRequest *request)
{
  if (!perch_connection_has_ended (request->connection))
    return TRUE;
  if (perch_connection_is_cut_off (request->connection))
    perch_reply_error (request, SOUP_STATUS_REQUEST_TIMEOUT, "timeout",
                       "The request came too slowly");
  else
    perch_reply_error (request, SOUP_STATUS_BAD_REQUEST, "cut_off",
                       "The request ends in the middle");
  return FALSE;
}

static gboolean
check_gate (PerchSurface *self, Exchange *exchange)
{
  return self->gate == NULL || self->gate (exchange->request, self->gate_data);
}

static gboolean
check_body (PerchSurface *self, SoupServerMessage *message, Exchange *exchange)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  gsize length = 0;

  if (!perch_request_expects_body (exchange->request))
    return TRUE;
  if (!perch_body_type_check (exchange->request))
    return FALSE;
  if (soup_message_headers_get_content_length (headers) > (goffset) exchange->max_body)
    {
      refuse_too_large (exchange);
      return FALSE;
    }
  length = (gsize) soup_message_headers_get_content_length (headers);
  if (!reserve (self, exchange, length))
    return FALSE;
  if (length > 0)
    perch_request_announce_body (exchange->request, length);
  /* It is collected in the request; libsoup would keep a second copy. */
  soup_message_body_set_accumulate (soup_server_message_get_request_body (message), FALSE);
  g_signal_connect (message, "got-chunk", G_CALLBACK (got_chunk_cb), self);
  return TRUE;
}

/* Some routes ask less of who comes than others, so the gate must know which one it is. */
static PerchRouteResult
find_route (PerchSurface *self,
            SoupServerMessage *message,
            Exchange *exchange,
            PerchRouteMatch *match)
{
  const char *path = g_uri_get_path (soup_server_message_get_uri (message));
  const char *method = soup_server_message_get_method (message);
  PerchRouteResult result = perch_router_match (self->router, method, path, match);

  if (result != PERCH_ROUTE_FOUND)
    return result;
  exchange->route = match->route;
  exchange->user_data = match->user_data;
  exchange->max_body = match->route->max_body > 0 ? match->route->max_body : self->limits.max_body;
  perch_request_set_params (exchange->request, (const char *const *) match->params);
  perch_request_set_access (exchange->request, match->route->access);
  return result;
}

/* Only who has passed the gate is told which routes there are. */
static gboolean
check_route (SoupServerMessage *message,
             Exchange *exchange,
             PerchRouteResult result,
             const PerchRouteMatch *match)
{
  switch (result)
    {
    case PERCH_ROUTE_FOUND:
      return TRUE;
    case PERCH_ROUTE_NO_METHOD:
      soup_message_headers_replace (soup_server_message_get_response_headers (message), "Allow",
                                    match->allow);
      perch_reply_error (exchange->request, SOUP_STATUS_METHOD_NOT_ALLOWED, "method_not_allowed",
                         "This path takes %s", match->allow);
      return FALSE;
    case PERCH_ROUTE_BAD_PATH:
      perch_reply_error (exchange->request, SOUP_STATUS_BAD_REQUEST, "bad_path",
                         "The path holds something that no route has");
      return FALSE;
    case PERCH_ROUTE_NO_PATH:
    default:
      perch_reply_error (exchange->request, SOUP_STATUS_NOT_FOUND, "not_found", "No such route");
      return FALSE;
    }
}

static void
handle (PerchSurface *self, SoupServerMessage *message, Exchange *exchange)
{
  g_autoptr (PerchRequest) request = g_object_ref (exchange->request);

  perch_request_begin_handling (request);
  if (check_is_whole (request))
    exchange->route->handler (request, exchange->user_data);
  perch_request_wait (request, self->hangups);
  forget_if_taken (self, message, request);
  /* What becomes a WebSocket is taken from libsoup too, and won't finish. */
  if (soup_server_message_get_status (message) == SOUP_STATUS_SWITCHING_PROTOCOLS)
    {
      count (exchange);
      g_signal_connect_swapped (message, "disconnected", G_CALLBACK (finished_cb), self);
    }
}

/**
 * perch_surface_got_headers:
 * @user_data: the surface
 *
 * libsoup's early handler. Everything that can be refused is refused now, before a body is read;
 * and who sends no body has said it all, and is answered.
 */
void
perch_surface_got_headers (SoupServer *server,
                           SoupServerMessage *message,
                           const char *path,
                           GHashTable *query,
                           gpointer user_data)
{
  PerchSurface *self = user_data;
  PerchConnection *connection = NULL;
  Exchange *exchange = NULL;
  g_auto (PerchRouteMatch) match = { 0 };
  PerchRouteResult result;

  connection = perch_connection_from_address (soup_server_message_get_remote_address (message));
  exchange = g_new0 (Exchange, 1);
  exchange->surface = self;
  exchange->router = self->router;
  exchange->request = perch_request_new (message, connection);
  if (self->traffic != NULL)
    exchange->entry = perch_traffic_begin (exchange->request, self->name);
  g_hash_table_insert (self->exchanges, message, exchange);
  perch_connection_set_deadline (
      connection, perch_request_expects_body (exchange->request) ? self->limits.body_ms : 0);

  result = find_route (self, message, exchange, &match);
  if (check_is_whole (exchange->request) && perch_framing_check (exchange->request) &&
      check_gate (self, exchange) && check_route (message, exchange, result, &match) &&
      check_body (self, message, exchange) && !perch_request_expects_body (exchange->request))
    handle (self, message, exchange);
  else
    forget_if_taken (self, message, exchange->request);
  /* Most are answered by now, and not with libsoup. */
  if (g_hash_table_contains (self->exchanges, message))
    g_signal_connect_swapped (message, "finished", G_CALLBACK (finished_cb), self);
}

/**
 * perch_surface_got_body:
 * @user_data: the surface
 *
 * libsoup's handler, for requests with a body.
 */
void
perch_surface_got_body (SoupServer *server,
                        SoupServerMessage *message,
                        const char *path,
                        GHashTable *query,
                        gpointer user_data)
{
  PerchSurface *self = user_data;
  Exchange *exchange = g_hash_table_lookup (self->exchanges, message);

  if (exchange != NULL && perch_request_get_state (exchange->request) == PERCH_REQUEST_READING)
    handle (self, message, exchange);
}
