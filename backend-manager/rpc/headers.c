/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/rpc/headers.h"

#include <string.h>

#include "backend-manager/traceparent.h"
#include "config.h"

/* grpc-timeout has eight digits at most; beyond that seconds have to do. */
#define MAX_TIMEOUT_MS 99999999

#define MAX_TIMEOUT_CHARS 16

/* What is the same in all requests on a channel, and room for what is not, which is valid until the
 * next request. */
struct _PerchRpcHeaders
{
  char *authority; /* (owned) */
  char *authorization; /* (owned) (nullable) */
  char *client; /* (owned) */
  char timeout[MAX_TIMEOUT_CHARS];
  char traceparent[PERCH_TRACEPARENT_CHARS];
};

/**
 * perch_rpc_headers_new:
 * @port: of this machine
 * @secret: (nullable): what the server wants to see
 * @client: whose handles it is about
 *
 * Returns: (transfer full): the headers of the requests of a channel
 */
PerchRpcHeaders *
perch_rpc_headers_new (guint16 port, const char *secret, const char *client)
{
  PerchRpcHeaders *self = g_new0 (PerchRpcHeaders, 1);

  self->authority = g_strdup_printf ("127.0.0.1:%u", port);
  self->authorization = secret != NULL ? g_strconcat ("Bearer ", secret, NULL) : NULL;
  self->client = g_strdup (client);
  return self;
}

/**
 * perch_rpc_headers_free:
 * @self: (transfer full):
 */
void
perch_rpc_headers_free (PerchRpcHeaders *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->authority);
  g_free (self->authorization);
  g_free (self->client);
  g_free (self);
}

static void
add (nghttp2_nv *list, gsize *n, const char *name, const char *value)
{
  list[(*n)++] = (nghttp2_nv){ .name = (uint8_t *) name,
                               .value = (uint8_t *) value,
                               .namelen = strlen (name),
                               .valuelen = strlen (value) };
}

/**
 * perch_rpc_headers_list:
 * @path: of the method
 * @trace_id: (nullable): 32 hex digits
 * @timeout_ms: which the server is told, in milliseconds
 * @list: (out caller-allocates) (array): room for %PERCH_RPC_MAX_HEADERS; what is filled in is
 *   valid until the next call
 *
 * Returns: how many headers the request has
 */
gsize
perch_rpc_headers_list (PerchRpcHeaders *self,
                        const char *path,
                        const char *trace_id,
                        guint timeout_ms,
                        nghttp2_nv *list)
{
  gboolean seconds = timeout_ms > MAX_TIMEOUT_MS;
  gsize n = 0;

  g_snprintf (self->timeout, sizeof self->timeout, "%u%s", seconds ? timeout_ms / 1000 : timeout_ms,
              seconds ? "S" : "m");
  add (list, &n, ":method", "POST");
  add (list, &n, ":scheme", "http");
  add (list, &n, ":path", path);
  add (list, &n, ":authority", self->authority);
  add (list, &n, "te", "trailers");
  add (list, &n, "content-type", "application/grpc");
  add (list, &n, "user-agent", "perch/" PERCH_VERSION);
  add (list, &n, "grpc-timeout", self->timeout);
  add (list, &n, "x-perch-client", self->client);
  if (self->authorization != NULL)
    add (list, &n, "authorization", self->authorization);
  if (trace_id != NULL)
    {
      perch_traceparent_write (self->traceparent, trace_id);
      add (list, &n, "traceparent", self->traceparent);
    }
  return n;
}
