/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "client/client-draft.h"

#include <string.h>

#include "client/long-integers.h"

/* The one way on which all questions go to Perch, and all answers come back. */

/**
 * perch_client_draft_clear:
 * @draft: a draft
 *
 * Frees what it is made of.
 */
void
perch_client_draft_clear (PerchClientDraft *draft)
{
  g_clear_pointer (&draft->path, g_free);
  g_clear_pointer (&draft->json, g_free);
}

/**
 * perch_client_quote:
 * @text: any text
 *
 * Returns: (transfer full): @text as a JSON string
 */
char *
perch_client_quote (const char *text)
{
  g_autoptr (JsonNode) node = json_node_init_string (json_node_alloc (), text);

  return json_to_string (node, FALSE);
}

static SoupMessage *
build_request (
    PerchClient *self, const char *method, const char *path, const char *json, GError **error)
{
  g_autoptr (SoupMessage) message = perch_client_build_message (self, method, "http", path);

  if (message == NULL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                   "\"%s\" is not the path of a route: it must begin with a slash and be encoded",
                   path);
      return NULL;
    }
  if (json != NULL)
    {
      g_autoptr (GBytes) body = g_bytes_new (json, strlen (json));

      soup_message_set_request_body_from_bytes (message, "application/json", body);
    }
  return g_steal_pointer (&message);
}

static JsonNode *
parse_reply (GBytes *body)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  gsize length = 0;
  const char *text = g_bytes_get_data (body, &length);
  g_autofree char *marked = length > 0 ? perch_client_mark_long_integers (text, length) : NULL;
  JsonNode *root = NULL;

  if (marked != NULL)
    length = strlen (marked);
  if (length == 0 ||
      !json_parser_load_from_data (parser, marked != NULL ? marked : text, (gssize) length, NULL))
    return NULL;
  root = json_parser_get_root (parser);
  return root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? json_parser_steal_root (parser) : NULL;
}

static JsonNode *
read_reply (SoupMessage *message, GBytes *body, GError **error)
{
  guint status = soup_message_get_status (message);
  g_autoptr (JsonNode) reply = parse_reply (body);

  if (reply == NULL)
    g_set_error (error, PERCH_CLIENT_ERROR, PERCH_CLIENT_ERROR_BAD_ANSWER,
                 "Perch's answer makes no sense (status %u)", status);
  else if (!SOUP_STATUS_IS_SUCCESSFUL (status))
    g_propagate_error (error, perch_client_error_new_refused (reply));
  else
    return g_steal_pointer (&reply);
  return NULL;
}

/**
 * perch_client_draft_send:
 * @self: a client
 * @draft: what to ask for
 * @cancellable: (nullable): to stop waiting
 * @error: return location for a #PerchClientError
 *
 * Like perch_client_request(), with a time-out of its own.
 *
 * Returns: (transfer full) (nullable): what Perch has answered, an object
 */
JsonNode *
perch_client_draft_send (PerchClient *self,
                         const PerchClientDraft *draft,
                         GCancellable *cancellable,
                         GError **error)
{
  g_autoptr (SoupMessage) message =
      build_request (self, draft->method, draft->path, draft->json, error);
  g_autoptr (SoupSession) session = NULL;
  g_autoptr (GBytes) body = NULL;
  g_autoptr (GError) local_error = NULL;

  if (message == NULL)
    return NULL;
  session = perch_client_open_session (self, draft->timeout_s);
  body = soup_session_send_and_read (session, message, cancellable, &local_error);
  if (body != NULL)
    return read_reply (message, body, error);
  g_propagate_error (error, perch_client_error_new_for_cause (local_error));
  return NULL;
}

static void
sent_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  SoupSession *session = SOUP_SESSION (source);
  SoupMessage *message = soup_session_get_async_result_message (session, result);
  g_autoptr (GBytes) body = NULL;
  g_autoptr (JsonNode) reply = NULL;
  g_autoptr (GError) local_error = NULL;
  GError *error = NULL;

  body = soup_session_send_and_read_finish (session, result, &local_error);
  if (body == NULL)
    error = perch_client_error_new_for_cause (local_error);
  else
    reply = read_reply (message, body, &error);
  if (reply != NULL)
    g_task_return_pointer (task, g_steal_pointer (&reply), (GDestroyNotify) json_node_unref);
  else
    g_task_return_error (task, error);
}

/**
 * perch_client_draft_send_async:
 * @self: a client
 * @draft: what to ask for; need not outlive this function
 * @cancellable: (nullable): to stop waiting
 * @callback: called when there is an answer, for perch_client_request_finish()
 * @user_data: for @callback
 *
 * Like perch_client_request_async(), with a time-out of its own.
 */
void
perch_client_draft_send_async (PerchClient *self,
                               const PerchClientDraft *draft,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr (SoupMessage) message = NULL;
  g_autoptr (SoupSession) session = NULL;
  GError *error = NULL;

  g_task_set_source_tag (task, perch_client_draft_send_async);
  message = build_request (self, draft->method, draft->path, draft->json, &error);
  if (message == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  session = perch_client_open_session (self, draft->timeout_s);
  soup_session_send_and_read_async (session, message, G_PRIORITY_DEFAULT, cancellable, sent_cb,
                                    g_steal_pointer (&task));
}

static void
draft_request (PerchClient *self,
               const char *method,
               const char *path,
               const char *json,
               PerchClientDraft *draft)
{
  draft->method = method;
  draft->path = g_strdup (path);
  draft->json = g_strdup (json);
  draft->timeout_s = perch_client_get_timeout (self);
}

/**
 * perch_client_request:
 * @self: a client
 * @method: HTTP method
 * @path: path of a route, encoded; `GET /openapi.json` at a port lists what there is
 * @json: (nullable): what is sent along, JSON
 * @cancellable: (nullable): to stop waiting
 * @error: return location for a #PerchClientError
 *
 * Asks Perch for anything, and blocks until it has answered.
 *
 * Returns: (transfer full) (nullable): what Perch has answered, an immutable object
 */
JsonNode *
perch_client_request (PerchClient *self,
                      const char *method,
                      const char *path,
                      const char *json,
                      GCancellable *cancellable,
                      GError **error)
{
  g_auto (PerchClientDraft) draft = { 0 };

  g_return_val_if_fail (PERCH_IS_CLIENT (self), NULL);
  g_return_val_if_fail (method != NULL && path != NULL, NULL);

  draft_request (self, method, path, json, &draft);
  return perch_client_draft_send (self, &draft, cancellable, error);
}

/**
 * perch_client_request_async:
 * @self: a client
 * @method: HTTP method
 * @path: path of a route, encoded
 * @json: (nullable): what is sent along, JSON
 * @cancellable: (nullable): to stop waiting
 * @callback: (scope async): called when there is an answer
 * @user_data: for @callback
 *
 * Like perch_client_request(), without blocking.
 */
void
perch_client_request_async (PerchClient *self,
                            const char *method,
                            const char *path,
                            const char *json,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_auto (PerchClientDraft) draft = { 0 };

  g_return_if_fail (PERCH_IS_CLIENT (self));
  g_return_if_fail (method != NULL && path != NULL);

  draft_request (self, method, path, json, &draft);
  perch_client_draft_send_async (self, &draft, cancellable, callback, user_data);
}

/**
 * perch_client_request_finish:
 * @self: a client
 * @result: what the callback got
 * @error: return location for a #PerchClientError
 *
 * Returns: (transfer full) (nullable): what Perch has answered, an immutable object
 */
JsonNode *
perch_client_request_finish (PerchClient *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
