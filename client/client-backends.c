/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "client/client-draft.h"

/* A connection lives a little longer than what Perch waits for, to hear that it was in vain. */
#define MARGIN_S 5
#define MAX_CALL_TIMEOUT_S 3600

static void
draft_get (PerchClient *self, const char *path, PerchClientDraft *draft)
{
  draft->method = "GET";
  draft->path = g_strdup (path);
  draft->timeout_s = perch_client_get_timeout (self);
}

static void
draft_status (PerchClient *self, PerchClientDraft *draft)
{
  draft_get (self, "/status", draft);
}

static void
draft_list (PerchClient *self, PerchClientDraft *draft)
{
  draft_get (self, "/api/backends", draft);
}

static void
draft_change (PerchClient *self,
              const char *name,
              PerchClientChange change,
              PerchClientDraft *draft)
{
  static const char *const words[] = {
    [PERCH_CLIENT_START] = "start",
    [PERCH_CLIENT_STOP] = "stop",
    [PERCH_CLIENT_RESTART] = "restart",
  };
  g_autofree char *escaped = g_uri_escape_string (name, NULL, FALSE);

  draft->method = "POST";
  draft->path = g_strdup_printf ("/api/backends/%s/%s", escaped, words[change]);
  draft->timeout_s = perch_client_get_timeout (self);
}

static void
draft_call (PerchClient *self,
            const char *name,
            const char *method,
            const char *params,
            PerchClientDraft *draft)
{
  g_autofree char *escaped = g_uri_escape_string (name, NULL, FALSE);
  g_autofree char *quoted = perch_client_quote (method);
  guint timeout_s = perch_client_get_timeout (self);
  guint wait_s = timeout_s == 0 ? MAX_CALL_TIMEOUT_S : MIN (timeout_s, MAX_CALL_TIMEOUT_S);

  draft->method = "POST";
  draft->path = g_strdup_printf ("/api/backends/%s/call", escaped);
  draft->json =
      g_strdup_printf ("{\"method\":%s,\"timeout_ms\":%u%s%s}", quoted, wait_s * 1000,
                       params != NULL ? ",\"params\":" : "", params != NULL ? params : "");
  draft->timeout_s = wait_s + MARGIN_S;
}

/**
 * perch_client_get_status:
 * @self: a client
 * @cancellable: (nullable): to stop waiting
 * @error: return location for a #PerchClientError
 *
 * Asks how Perch is, and blocks until Perch has answered.
 *
 * Returns: (transfer full) (nullable): Perch's answer, an object with `status`, `pid`, `version` …
 */
JsonNode *
perch_client_get_status (PerchClient *self, GCancellable *cancellable, GError **error)
{
  g_auto (PerchClientDraft) draft = { 0 };

  g_return_val_if_fail (PERCH_IS_CLIENT (self), NULL);

  draft_status (self, &draft);
  return perch_client_draft_send (self, &draft, cancellable, error);
}

/**
 * perch_client_get_status_async:
 * @self: a client
 * @cancellable: (nullable): to stop waiting
 * @callback: (scope async): called when Perch has answered
 * @user_data: for @callback
 *
 * Like perch_client_get_status(), without blocking.
 */
void
perch_client_get_status_async (PerchClient *self,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_auto (PerchClientDraft) draft = { 0 };

  g_return_if_fail (PERCH_IS_CLIENT (self));

  draft_status (self, &draft);
  perch_client_draft_send_async (self, &draft, cancellable, callback, user_data);
}

/**
 * perch_client_get_status_finish:
 * @self: a client
 * @result: what the callback got
 * @error: return location for a #PerchClientError
 *
 * Returns: (transfer full) (nullable): see perch_client_get_status()
 */
JsonNode *
perch_client_get_status_finish (PerchClient *self, GAsyncResult *result, GError **error)
{
  return perch_client_request_finish (self, result, error);
}

/**
 * perch_client_list_backends:
 * @self: a client
 * @cancellable: (nullable): to stop waiting
 * @error: return location for a #PerchClientError
 *
 * Asks which backends there are, and blocks until Perch has answered.
 *
 * Returns: (transfer full) (nullable): Perch's answer, an object with the array `backends`
 */
JsonNode *
perch_client_list_backends (PerchClient *self, GCancellable *cancellable, GError **error)
{
  g_auto (PerchClientDraft) draft = { 0 };

  g_return_val_if_fail (PERCH_IS_CLIENT (self), NULL);

  draft_list (self, &draft);
  return perch_client_draft_send (self, &draft, cancellable, error);
}

/**
 * perch_client_list_backends_async:
 * @self: a client
 * @cancellable: (nullable): to stop waiting
 * @callback: (scope async): called when Perch has answered
 * @user_data: for @callback
 *
 * Like perch_client_list_backends(), without blocking.
 */
void
perch_client_list_backends_async (PerchClient *self,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  g_auto (PerchClientDraft) draft = { 0 };

  g_return_if_fail (PERCH_IS_CLIENT (self));

  draft_list (self, &draft);
  perch_client_draft_send_async (self, &draft, cancellable, callback, user_data);
}

/**
 * perch_client_list_backends_finish:
 * @self: a client
 * @result: what the callback got
 * @error: return location for a #PerchClientError
 *
 * Returns: (transfer full) (nullable): see perch_client_list_backends()
 */
JsonNode *
perch_client_list_backends_finish (PerchClient *self, GAsyncResult *result, GError **error)
{
  return perch_client_request_finish (self, result, error);
}

/**
 * perch_client_change_backend:
 * @self: a client
 * @name: name of a backend
 * @change: what to do
 * @cancellable: (nullable): to stop waiting
 * @error: return location for a #PerchClientError
 *
 * Starts, stops or restarts a backend, and blocks until Perch has answered.
 *
 * Returns: (transfer full) (nullable): Perch's answer, an object with the `backend`
 */
JsonNode *
perch_client_change_backend (PerchClient *self,
                             const char *name,
                             PerchClientChange change,
                             GCancellable *cancellable,
                             GError **error)
{
  g_auto (PerchClientDraft) draft = { 0 };

  g_return_val_if_fail (PERCH_IS_CLIENT (self), NULL);
  g_return_val_if_fail (name != NULL, NULL);

  draft_change (self, name, change, &draft);
  return perch_client_draft_send (self, &draft, cancellable, error);
}

/**
 * perch_client_change_backend_async:
 * @self: a client
 * @name: name of a backend
 * @change: what to do
 * @cancellable: (nullable): to stop waiting
 * @callback: (scope async): called when Perch has answered
 * @user_data: for @callback
 *
 * Like perch_client_change_backend(), without blocking.
 */
void
perch_client_change_backend_async (PerchClient *self,
                                   const char *name,
                                   PerchClientChange change,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  g_auto (PerchClientDraft) draft = { 0 };

  g_return_if_fail (PERCH_IS_CLIENT (self));
  g_return_if_fail (name != NULL);

  draft_change (self, name, change, &draft);
  perch_client_draft_send_async (self, &draft, cancellable, callback, user_data);
}

/**
 * perch_client_change_backend_finish:
 * @self: a client
 * @result: what the callback got
 * @error: return location for a #PerchClientError
 *
 * Returns: (transfer full) (nullable): see perch_client_change_backend()
 */
JsonNode *
perch_client_change_backend_finish (PerchClient *self, GAsyncResult *result, GError **error)
{
  return perch_client_request_finish (self, result, error);
}

/**
 * perch_client_call:
 * @self: a client
 * @name: name of a backend
 * @method: what to ask it for
 * @params: (nullable): a JSON object or array
 * @cancellable: (nullable): to stop waiting
 * @error: return location for a #PerchClientError
 *
 * Asks a backend that runs for something, and blocks until Perch has answered.
 * It may take as long as perch_client_set_timeout() says.
 *
 * Returns: (transfer full) (nullable): Perch's answer, an object with the `result`
 */
JsonNode *
perch_client_call (PerchClient *self,
                   const char *name,
                   const char *method,
                   const char *params,
                   GCancellable *cancellable,
                   GError **error)
{
  g_auto (PerchClientDraft) draft = { 0 };

  g_return_val_if_fail (PERCH_IS_CLIENT (self), NULL);
  g_return_val_if_fail (name != NULL && method != NULL, NULL);

  draft_call (self, name, method, params, &draft);
  return perch_client_draft_send (self, &draft, cancellable, error);
}

/**
 * perch_client_call_async:
 * @self: a client
 * @name: name of a backend
 * @method: what to ask it for
 * @params: (nullable): a JSON object or array
 * @cancellable: (nullable): to stop waiting
 * @callback: (scope async): called when Perch has answered
 * @user_data: for @callback
 *
 * Like perch_client_call(), without blocking.
 */
void
perch_client_call_async (PerchClient *self,
                         const char *name,
                         const char *method,
                         const char *params,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_auto (PerchClientDraft) draft = { 0 };

  g_return_if_fail (PERCH_IS_CLIENT (self));
  g_return_if_fail (name != NULL && method != NULL);

  draft_call (self, name, method, params, &draft);
  perch_client_draft_send_async (self, &draft, cancellable, callback, user_data);
}

/**
 * perch_client_call_finish:
 * @self: a client
 * @result: what the callback got
 * @error: return location for a #PerchClientError
 *
 * Returns: (transfer full) (nullable): see perch_client_call()
 */
JsonNode *
perch_client_call_finish (PerchClient *self, GAsyncResult *result, GError **error)
{
  return perch_client_request_finish (self, result, error);
}
