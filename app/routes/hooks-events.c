/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/routes/routes-private.h"

#include <string.h>

#include "app/server/reply.h"

#define DEFAULT_LIMIT 256
#define MAX_WAIT_S 60

/* Who wants the events behind @since, and waits until there is one, or @timeout is over. @routes
 * and their events are there as long as the request is not cancelled. */
typedef struct
{
  PerchRoutes *routes; /* (unowned) */
  PerchRequest *request; /* (owned) */
  guint since;
  guint limit;
  GSource *timeout; /* (owned) (nullable) */
} Reader;

static PerchEventHub *
get_hub (Reader *reader)
{
  return perch_routes_get_hub (reader->routes);
}

static void
reader_free (Reader *reader)
{
  GCancellable *cancellable = perch_request_get_cancellable (reader->request);

  g_signal_handlers_disconnect_by_data (cancellable, reader);
  perch_event_hub_remove_listener (get_hub (reader), reader);
  if (reader->timeout != NULL)
    g_source_destroy (reader->timeout);
  g_clear_pointer (&reader->timeout, g_source_unref);
  g_object_unref (reader->request);
  g_free (reader);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Reader, reader_free)

static void
append_bytes (GByteArray *text, GBytes *bytes)
{
  gsize length = 0;
  const guint8 *data = g_bytes_get_data (bytes, &length);

  g_byte_array_append (text, data, (guint) length);
}

static void G_GNUC_PRINTF (2, 3) append (GByteArray *text, const char *format, ...)
{
  g_autofree char *part = NULL;
  va_list args;

  va_start (args, format);
  part = g_strdup_vprintf (format, args);
  va_end (args);
  g_byte_array_append (text, (const guint8 *) part, (guint) strlen (part));
}

/* The events are JSON already: they are put together as they are. */
static void
reply (Reader *reader, guint64 first)
{
  PerchEventHub *hub = get_hub (reader);
  guint64 newest = perch_event_hub_get_newest (hub);
  guint64 from = MAX (first, perch_event_hub_get_oldest (hub));
  GByteArray *text = g_byte_array_new ();
  g_autoptr (GBytes) body = NULL;

  append (text, "{\"status\":\"ok\",\"newest\":%" G_GUINT64_FORMAT, newest);
  append (text, ",\"missed\":%" G_GUINT64_FORMAT ",\"events\":[", from - first);
  for (guint64 seq = from; seq <= newest && seq - from < reader->limit; seq++)
    {
      append (text, seq > from ? "," : "");
      append_bytes (text, perch_event_hub_peek (hub, seq));
    }
  append (text, "]}");
  body = g_byte_array_free_to_bytes (text);
  perch_reply_bytes (reader->request, SOUP_STATUS_OK, "application/json", body);
}

/* Returns: the first event that @reader is to get, be it there or to come */
static guint64
get_first (Reader *reader)
{
  guint64 last = MAX (reader->since, reader->routes->events_before);

  return MAX (last + 1, perch_event_hub_get_first (get_hub (reader)));
}

static void
published_cb (gpointer user_data)
{
  Reader *reader = user_data;
  guint64 first = get_first (reader);

  if (perch_event_hub_get_newest (get_hub (reader)) < first)
    return;
  reply (reader, first);
  reader_free (reader);
}

static gboolean
timeout_cb (gpointer user_data)
{
  Reader *reader = user_data;

  reply (reader, get_first (reader));
  reader_free (reader);
  return G_SOURCE_REMOVE;
}

static void
wait_for_event (Reader *reader, guint wait_s)
{
  perch_event_hub_add_listener (get_hub (reader), published_cb, reader);
  g_signal_connect_swapped (perch_request_get_cancellable (reader->request), "cancelled",
                            G_CALLBACK (reader_free), reader);
  reader->timeout = g_timeout_source_new_seconds (wait_s);
  g_source_set_static_name (reader->timeout, "perch-hooks-events");
  g_source_set_callback (reader->timeout, timeout_cb, reader, NULL);
  g_source_attach (reader->timeout, g_main_context_get_thread_default ());
}

/* GET /api/events */
static void
events_cb (PerchRequest *request, gpointer user_data)
{
  PerchRoutes *self = user_data;
  g_autoptr (Reader) reader = NULL;
  guint since = 0;
  guint limit = 0;
  guint wait_s = 0;

  if (!perch_request_parse_query_uint (request, "since", 0, G_MAXUINT, &since) ||
      !perch_request_parse_query_uint (request, "limit", DEFAULT_LIMIT, PERCH_EVENT_HUB_KEPT,
                                       &limit) ||
      !perch_request_parse_query_uint (request, "wait", 0, MAX_WAIT_S, &wait_s))
    return;
  reader = g_new0 (Reader, 1);
  reader->routes = self;
  reader->request = g_object_ref (request);
  reader->since = since;
  reader->limit = limit;
  if (wait_s > 0 && perch_event_hub_get_newest (get_hub (reader)) < get_first (reader))
    wait_for_event (g_steal_pointer (&reader), wait_s);
  else
    reply (reader, get_first (reader));
}

/**
 * perch_routes_add_hooks_events:
 * @self: the routes, with a server of events
 * @router: where they are added
 *
 * Adds the events for who would rather ask than listen.
 */
void
perch_routes_add_hooks_events (PerchRoutes *self, PerchRouter *router)
{
  static const PerchRoute routes[] = { { "GET", "/api/events", events_cb, 0 } };

  g_return_if_fail (self != NULL);
  g_return_if_fail (self->events != NULL);
  g_return_if_fail (router != NULL);

  perch_router_add (router, routes, G_N_ELEMENTS (routes), self);
}
