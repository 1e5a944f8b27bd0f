/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/server/traffic.h"

#include "app/server/caller-private.h"
#include "app/server/request-private.h"
#include "backend-manager/text.h"

/* Of a path; what is longer leads nowhere. */
#define MAX_PATH 200

/* What has been asked at all surfaces. Only who wants to know pays for it: a surface that was given
 * none of these remembers nothing. */
struct _PerchTraffic
{
  GQueue entries; /* (element-type PerchTrafficEntry): the oldest first */
  GHashTable *latencies; /* (owned) (element-type utf8 PerchLatencies): by surface, interned */
};

/**
 * perch_traffic_new:
 *
 * Returns: (transfer full): no requests yet; free with perch_traffic_free()
 */
PerchTraffic *
perch_traffic_new (void)
{
  PerchTraffic *self = g_new0 (PerchTraffic, 1);

  g_queue_init (&self->entries);
  self->latencies = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) perch_latencies_free);
  return self;
}

/**
 * perch_traffic_free:
 * @self: (transfer full): requests
 */
void
perch_traffic_free (PerchTraffic *self)
{
  g_return_if_fail (self != NULL);

  g_queue_clear_full (&self->entries, (GDestroyNotify) perch_traffic_entry_free);
  g_hash_table_unref (self->latencies);
  g_free (self);
}

/* At a port this would take a look at all processes, for each request. */
static PerchCaller *
find_caller (PerchRequest *request)
{
  GSocket *socket = perch_connection_get_socket (request->connection);
  g_autoptr (GCredentials) credentials = NULL;

  if (g_socket_get_family (socket) != G_SOCKET_FAMILY_UNIX)
    return NULL;
  credentials = g_socket_get_credentials (socket, NULL);
  return credentials != NULL ? perch_caller_read (g_credentials_get_unix_pid (credentials, NULL))
                             : NULL;
}

/**
 * perch_traffic_begin:
 * @request: a request whose header has been read
 * @surface: name of where that came to
 *
 * Notes what is known of @request before it is answered.
 *
 * Returns: (transfer full): an entry for perch_traffic_add(), or perch_traffic_entry_free()
 */
PerchTrafficEntry *
perch_traffic_begin (PerchRequest *request, const char *surface)
{
  PerchTrafficEntry *entry = NULL;
  SoupServerMessage *message = NULL;
  g_autofree char *path = NULL;

  g_return_val_if_fail (PERCH_IS_REQUEST (request), NULL);
  g_return_val_if_fail (surface != NULL, NULL);

  message = perch_request_get_message (request);
  path = g_strndup (g_uri_get_path (soup_server_message_get_uri (message)), MAX_PATH);
  entry = g_new0 (PerchTrafficEntry, 1);
  entry->when_us = g_get_real_time ();
  entry->started_us = g_get_monotonic_time ();
  entry->surface = g_intern_string (surface);
  entry->caller = find_caller (request);
  entry->method = perch_text_escape (soup_server_message_get_method (message));
  entry->path = perch_text_escape (path);
  entry->trace_id = g_strdup (perch_request_get_trace_id (request));
  return entry;
}

/**
 * perch_traffic_entry_free:
 * @entry: (transfer full): a request
 */
void
perch_traffic_entry_free (PerchTrafficEntry *entry)
{
  g_return_if_fail (entry != NULL);

  g_clear_pointer (&entry->caller, perch_caller_free);
  g_free (entry->method);
  g_free (entry->path);
  g_free (entry->trace_id);
  g_free (entry);
}

/**
 * perch_traffic_add:
 * @self: requests
 * @entry: (transfer full): one that is over
 *
 * Remembers @entry, and forgets the oldest when there are enough.
 */
void
perch_traffic_add (PerchTraffic *self, PerchTrafficEntry *entry)
{
  PerchLatencies *latencies = NULL;

  g_return_if_fail (self != NULL);
  g_return_if_fail (entry != NULL);

  latencies = g_hash_table_lookup (self->latencies, entry->surface);
  if (latencies == NULL)
    {
      latencies = perch_latencies_new ();
      g_hash_table_insert (self->latencies, (gpointer) entry->surface, latencies);
    }
  perch_latencies_add (latencies, entry->duration_us);
  g_queue_push_tail (&self->entries, entry);
  if (self->entries.length > PERCH_TRAFFIC_KEPT)
    perch_traffic_entry_free (g_queue_pop_head (&self->entries));
}

/**
 * perch_traffic_get_entries:
 * @self: requests
 *
 * Returns: (transfer none) (element-type PerchTrafficEntry): the last of them, the oldest first
 */
GQueue *
perch_traffic_get_entries (PerchTraffic *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return &self->entries;
}

/**
 * perch_traffic_get_latencies:
 * @self: requests
 * @surface: name of a surface
 *
 * Returns: (transfer none) (nullable): how long all requests took there; %NULL when there were none
 */
PerchLatencies *
perch_traffic_get_latencies (PerchTraffic *self, const char *surface)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (surface != NULL, NULL);

  return g_hash_table_lookup (self->latencies, g_intern_string (surface));
}
