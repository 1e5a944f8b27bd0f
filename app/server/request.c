/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/server/request.h"

#include "app/server/reply.h"
#include "app/server/request-private.h"
#include "app/server/trace-id.h"
#include "backend-manager/json-parse.h"

G_DEFINE_FINAL_TYPE (PerchRequest, perch_request, G_TYPE_OBJECT)

static void
perch_request_finalize (GObject *object)
{
  PerchRequest *self = PERCH_REQUEST (object);

  g_assert (self->hangup.owner == NULL);
  g_clear_pointer (&self->connection, perch_connection_unref);
  g_clear_object (&self->message);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->trace_id, g_free);
  g_clear_pointer (&self->params, g_strfreev);
  g_clear_pointer (&self->chunks, g_byte_array_unref);
  g_clear_pointer (&self->body, g_bytes_unref);
  G_OBJECT_CLASS (perch_request_parent_class)->finalize (object);
}

static void
perch_request_class_init (PerchRequestClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = perch_request_finalize;
}

static void
perch_request_init (PerchRequest *self)
{
}

/**
 * perch_request_new:
 * @message: a message whose header has been read
 * @connection: what it came on
 *
 * Returns: (transfer full): the request it makes
 */
PerchRequest *
perch_request_new (SoupServerMessage *message, PerchConnection *connection)
{
  g_autoptr (PerchRequest) self = NULL;

  g_return_val_if_fail (SOUP_IS_SERVER_MESSAGE (message), NULL);
  g_return_val_if_fail (connection != NULL, NULL);

  self = g_object_new (PERCH_TYPE_REQUEST, NULL);
  self->message = g_object_ref (message);
  self->connection = perch_connection_ref (connection);
  return g_steal_pointer (&self);
}

/**
 * perch_request_get_state:
 * @self: a request
 *
 * Returns: how far it has come
 */
PerchRequestState
perch_request_get_state (PerchRequest *self)
{
  g_return_val_if_fail (PERCH_IS_REQUEST (self), PERCH_REQUEST_GONE);

  return self->state;
}

/**
 * perch_request_get_trace_id:
 * @self: a request
 *
 * Returns: (transfer none): 32 hex digits that follow the request everywhere
 */
const char *
perch_request_get_trace_id (PerchRequest *self)
{
  SoupMessageHeaders *headers = NULL;

  g_return_val_if_fail (PERCH_IS_REQUEST (self), NULL);

  if (self->trace_id != NULL)
    return self->trace_id;
  headers = soup_server_message_get_request_headers (self->message);
  self->trace_id =
      perch_trace_id_from_traceparent (soup_message_headers_get_one (headers, "traceparent"));
  self->brought_trace_id = self->trace_id != NULL;
  if (self->trace_id == NULL)
    self->trace_id = perch_trace_id_new ();
  return self->trace_id;
}

/**
 * perch_request_brought_trace_id:
 * @self: a request
 *
 * Returns: whether the client has sent the trace id, in a `traceparent` header; else Perch gave it
 */
gboolean
perch_request_brought_trace_id (PerchRequest *self)
{
  g_return_val_if_fail (PERCH_IS_REQUEST (self), FALSE);

  perch_request_get_trace_id (self);
  return self->brought_trace_id;
}

/**
 * perch_request_get_param:
 * @self: a request
 * @index: which of its route's `{name}` segments, from 0
 *
 * Returns: (transfer none): what stands there in its path, percent-decoded, never empty
 */
const char *
perch_request_get_param (PerchRequest *self, guint index)
{
  g_return_val_if_fail (PERCH_IS_REQUEST (self), NULL);
  g_return_val_if_fail (self->params != NULL && index < g_strv_length (self->params), NULL);

  return self->params[index];
}

/**
 * perch_request_get_cancellable:
 * @self: a request
 *
 * Returns: (transfer none): cancelled when the client has left. Work that should be done
 * nevertheless does not take it
 */
GCancellable *
perch_request_get_cancellable (PerchRequest *self)
{
  g_return_val_if_fail (PERCH_IS_REQUEST (self), NULL);

  if (self->cancellable == NULL)
    self->cancellable = g_cancellable_new ();
  if (self->state == PERCH_REQUEST_GONE)
    g_cancellable_cancel (self->cancellable);
  return self->cancellable;
}

/**
 * perch_request_get_message:
 * @self: a request
 *
 * Returns: (transfer none): libsoup's message, to read headers and to set reply headers. Its status
 * and body are set by the perch_reply functions only
 */
SoupServerMessage *
perch_request_get_message (PerchRequest *self)
{
  g_return_val_if_fail (PERCH_IS_REQUEST (self), NULL);

  return self->message;
}

/**
 * perch_request_get_body:
 * @self: a request that is being handled
 *
 * Returns: (transfer none) (nullable): its body, %NULL when it has none
 */
GBytes *
perch_request_get_body (PerchRequest *self)
{
  g_return_val_if_fail (PERCH_IS_REQUEST (self), NULL);

  return self->body;
}

/**
 * perch_request_take_body:
 * @self: a request that is being handled
 * @length: (out): bytes in it
 *
 * Takes the body away from @self, without copying it when nobody else holds it: for a large one
 * that is to be changed, or must not stay in memory until @self is answered.
 *
 * Returns: (transfer full) (array length=length) (nullable): the body, to be freed with g_free();
 *   not NUL-terminated; %NULL when there is none, or none any more
 */
char *
perch_request_take_body (PerchRequest *self, gsize *length)
{
  g_return_val_if_fail (PERCH_IS_REQUEST (self), NULL);
  g_return_val_if_fail (length != NULL, NULL);

  *length = 0;
  return self->body != NULL ? g_bytes_unref_to_data (g_steal_pointer (&self->body), length) : NULL;
}

/**
 * perch_request_parse_body:
 * @self: a request that is being handled
 *
 * Reads the body as JSON. If it isn't (an empty one is not), the request is answered with 400 and
 * the place of the mistake, and its handler has nothing more to do.
 *
 * Returns: (transfer full) (nullable): the value, or %NULL after having answered
 */
JsonNode *
perch_request_parse_body (PerchRequest *self)
{
  g_autoptr (GError) error = NULL;
  JsonNode *root = NULL;
  const char *text = "";
  gsize length = 0;

  g_return_val_if_fail (PERCH_IS_REQUEST (self), NULL);

  if (self->body != NULL)
    text = g_bytes_get_data (self->body, &length);
  if (!g_utf8_validate_len (text, length, NULL))
    {
      perch_reply_error (self, SOUP_STATUS_BAD_REQUEST, "bad_json", "The body is not UTF-8");
      return NULL;
    }
  root = perch_json_parse (text, length, &error);
  if (root == NULL)
    perch_reply_error (self, SOUP_STATUS_BAD_REQUEST, "bad_json", "The body is not JSON: %s",
                       error->message);
  return root;
}

/**
 * perch_request_check_unused_body:
 * @self: a request that is being handled, on a route that needs no body
 *
 * Some clients always send one, such as `{}`. If it isn't JSON the request is answered with 400,
 * and its handler has nothing more to do: who sends something broken did not mean it.
 *
 * Returns: %TRUE, or %FALSE after having answered
 */
gboolean
perch_request_check_unused_body (PerchRequest *self)
{
  g_autoptr (JsonNode) root = NULL;

  g_return_val_if_fail (PERCH_IS_REQUEST (self), FALSE);

  if (self->body == NULL)
    return TRUE;
  root = perch_request_parse_body (self);
  return root != NULL;
}

/**
 * perch_request_parse_query_uint:
 * @self: a request that is being handled
 * @name: a name in the query part of its URI
 * @fallback: what it is when not given
 * @max: the largest that is allowed
 * @value: (out): the number
 *
 * Reads a whole number from the query. If something else stands there, the request is answered with
 * 400, and its handler has nothing more to do.
 *
 * Returns: %TRUE, or %FALSE after having answered
 */
gboolean
perch_request_parse_query_uint (
    PerchRequest *self, const char *name, guint fallback, guint max, guint *value)
{
  g_autoptr (GHashTable) params = NULL;
  g_autoptr (GError) error = NULL;
  const char *query = NULL;
  const char *text = NULL;
  guint64 number = fallback;

  g_return_val_if_fail (PERCH_IS_REQUEST (self), FALSE);
  g_return_val_if_fail (name != NULL, FALSE);
  g_return_val_if_fail (value != NULL, FALSE);

  query = g_uri_get_query (soup_server_message_get_uri (self->message));
  if (query != NULL)
    {
      params = g_uri_parse_params (query, -1, "&", G_URI_PARAMS_WWW_FORM, &error);
      text = params != NULL ? g_hash_table_lookup (params, name) : NULL;
    }
  if (error == NULL && text != NULL)
    g_ascii_string_to_unsigned (text, 10, 0, max, &number, &error);
  if (error != NULL)
    {
      perch_reply_error (self, SOUP_STATUS_BAD_REQUEST, "bad_query",
                         "Query value \"%s\" must be a whole number from 0 to %u: %s", name, max,
                         error->message);
      return FALSE;
    }
  *value = (guint) number;
  return TRUE;
}
