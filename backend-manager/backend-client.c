/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/backend-client.h"

#include "backend-manager/error.h"
#include "backend-manager/floats-by-call.h"
#include "backend-manager/http-client.h"
#include "backend-manager/pipe-client.h"
#include "backend-manager/rpc-client.h"

G_DEFINE_INTERFACE (PerchBackendClient, perch_backend_client, G_TYPE_OBJECT)

static void
perch_backend_client_default_init (PerchBackendClientInterface *iface)
{
  iface->floats_async = perch_floats_by_call_async;
}

/**
 * PerchBackendClient:
 *
 * Perch's end of the wire to one run of a backend, whatever its kind. Made when the run begins,
 * closed when it ends; connections are made when they are needed. All of it happens on the
 * thread-default main context of the caller, and nothing blocks.
 */

/**
 * perch_backend_client_new:
 * @endpoint: where the backend listens, or will
 * @rpc_module: (nullable): path of perch-rpc.so, without which kind `rpc` does not work
 * @error: %PERCH_BACKEND_ERROR_NOT_FOUND when the module of that kind can't be loaded
 *
 * Makes the client of the right kind. Backends of kind `stdio` have no endpoint, see
 * perch_stdio_client_new().
 *
 * Returns: (transfer full) (nullable):
 */
PerchBackendClient *
perch_backend_client_new (const PerchBackendEndpoint *endpoint,
                          const char *rpc_module,
                          GError **error)
{
  g_return_val_if_fail (endpoint != NULL, NULL);

  switch (endpoint->kind)
    {
    case PERCH_BACKEND_KIND_HTTP:
      return perch_http_client_new (endpoint);
    case PERCH_BACKEND_KIND_PIPE:
      return perch_pipe_client_new (endpoint);
    case PERCH_BACKEND_KIND_RPC:
      return perch_rpc_client_new (endpoint, rpc_module, error);
    case PERCH_BACKEND_KIND_STDIO:
    default:
      g_return_val_if_reached (NULL);
    }
}

/**
 * perch_backend_client_call_async:
 * @method: a dotted name such as "clipboard.process", or a word of the object service
 * @params: (nullable): valid JSON, an object, on one line. It is not copied
 * @trace_id: (nullable): 32 hex digits, which the backend is told
 * @timeout_ms: how long its answer may take in all, in milliseconds
 * @cancellable: (nullable): ends the waiting, and closes the connection where it is of no more use;
 *   the backend may still do what it was asked
 *
 * Asks the backend for something. Any number of calls may be in flight.
 */
void
perch_backend_client_call_async (PerchBackendClient *self,
                                 const char *method,
                                 GBytes *params,
                                 const char *trace_id,
                                 guint timeout_ms,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  g_return_if_fail (PERCH_IS_BACKEND_CLIENT (self));
  g_return_if_fail (method != NULL);

  PERCH_BACKEND_CLIENT_GET_IFACE (self)->call_async (self, method, params, trace_id, timeout_ms,
                                                     cancellable, callback, user_data);
}

/**
 * perch_backend_client_call_finish:
 * @error: %PERCH_BACKEND_ERROR_TIMED_OUT, %PERCH_BACKEND_ERROR_NO_METHOD,
 *   %PERCH_BACKEND_ERROR_CALL when it answered with another error or with what is no answer, the
 *   reason of perch_backend_client_close(), %G_IO_ERROR_CANCELLED, or another %G_IO_ERROR when it
 *   can't be reached
 *
 * Returns: (transfer full) (nullable): the JSON of its result, valid, in which Python’s NaN and
 *   Infinity have become null
 */
GBytes *
perch_backend_client_call_finish (PerchBackendClient *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * perch_backend_client_ping_async:
 * @timeout_ms: how long the answer may take in all, in milliseconds
 * @cancellable: (nullable): ends the waiting
 *
 * Asks the backend whether it is well. Whoever answers is believed: whether that is the backend
 * itself is for the caller to find out, see perch_probe_async().
 */
void
perch_backend_client_ping_async (PerchBackendClient *self,
                                 guint timeout_ms,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  g_return_if_fail (PERCH_IS_BACKEND_CLIENT (self));

  PERCH_BACKEND_CLIENT_GET_IFACE (self)->ping_async (self, timeout_ms, cancellable, callback,
                                                     user_data);
}

/**
 * perch_backend_client_ping_finish:
 * @error: as perch_backend_client_call_finish()
 *
 * Returns: %TRUE for a yes
 */
gboolean
perch_backend_client_ping_finish (PerchBackendClient *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * perch_backend_client_floats_async:
 * @handle_id: an object of the object service that is a list or an array of numbers
 * @dimensions: 1 or 2
 * @timeout_ms: how long the answer may take in all, in milliseconds
 * @cancellable: (nullable): as with perch_backend_client_call_async()
 *
 * Fetches numbers: as bytes where the wire and the server can, as JSON where not.
 */
void
perch_backend_client_floats_async (PerchBackendClient *self,
                                   const char *handle_id,
                                   guint dimensions,
                                   guint timeout_ms,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  g_return_if_fail (PERCH_IS_BACKEND_CLIENT (self));
  g_return_if_fail (handle_id != NULL);
  g_return_if_fail (dimensions == 1 || dimensions == 2);

  PERCH_BACKEND_CLIENT_GET_IFACE (self)->floats_async (self, handle_id, dimensions, timeout_ms,
                                                       cancellable, callback, user_data);
}

/**
 * perch_backend_client_floats_finish:
 * @rows: (out) (optional): 1 when one dimension was asked for
 * @columns: (out) (optional): values in a row
 * @error: as perch_backend_client_call_finish()
 *
 * Returns: (transfer full) (nullable): doubles in the byte order of this machine, row after row
 */
GBytes *
perch_backend_client_floats_finish (
    PerchBackendClient *self, GAsyncResult *result, guint *rows, guint *columns, GError **error)
{
  g_autoptr (PerchFloats) floats = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  floats = g_task_propagate_pointer (G_TASK (result), error);
  if (floats == NULL)
    return NULL;
  if (rows != NULL)
    *rows = floats->rows;
  if (columns != NULL)
    *columns = floats->columns;
  return g_bytes_ref (floats->values);
}

/**
 * perch_backend_client_close:
 * @reason: what calls in flight, and later ones, are told
 *
 * Fails the calls in flight at once and closes all connections. Only the first time counts.
 */
void
perch_backend_client_close (PerchBackendClient *self, const GError *reason)
{
  g_return_if_fail (PERCH_IS_BACKEND_CLIENT (self));
  g_return_if_fail (reason != NULL);

  PERCH_BACKEND_CLIENT_GET_IFACE (self)->close (self, reason);
}
