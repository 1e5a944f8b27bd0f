/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "client/client-draft.h"

static void
draft_order (PerchClient *self,
             const char *action,
             const char *item,
             const char *value,
             PerchClientDraft *draft)
{
  g_autofree char *quoted = perch_client_quote (item);

  draft->method = "POST";
  draft->path = g_strdup ("/api/gui");
  draft->json = g_strdup_printf ("{\"action\":\"%s\",\"item\":%s%s%s}", action, quoted,
                                 value != NULL ? ",\"value\":" : "", value != NULL ? value : "");
  draft->timeout_s = perch_client_get_timeout (self);
}

static void
draft_click (PerchClient *self, const char *item, PerchClientDraft *draft)
{
  draft_order (self, "click", item, NULL, draft);
}

static void
draft_get_value (PerchClient *self, const char *item, PerchClientDraft *draft)
{
  g_autofree char *escaped = g_uri_escape_string (item, NULL, FALSE);

  draft->method = "GET";
  draft->path = g_strconcat ("/api/gui/value/", escaped, NULL);
  draft->timeout_s = perch_client_get_timeout (self);
}

static void
draft_set_value (PerchClient *self, const char *item, JsonNode *value, PerchClientDraft *draft)
{
  g_autofree char *text = json_to_string (value, FALSE);

  draft_order (self, "set_value", item, text, draft);
}

/**
 * perch_client_click:
 * @self: a client
 * @item: id of an item, such as `btn_start`
 * @cancellable: (nullable): to stop waiting
 * @error: return location for a #PerchClientError
 *
 * Does what a click of a person on an item does, and blocks until Perch has answered.
 *
 * Returns: (transfer full) (nullable): Perch's answer, an object with the number
 *   of the `task`: what is done later
 */
JsonNode *
perch_client_click (PerchClient *self, const char *item, GCancellable *cancellable, GError **error)
{
  g_auto (PerchClientDraft) draft = { 0 };

  g_return_val_if_fail (PERCH_IS_CLIENT (self), NULL);
  g_return_val_if_fail (item != NULL, NULL);

  draft_click (self, item, &draft);
  return perch_client_draft_send (self, &draft, cancellable, error);
}

/**
 * perch_client_click_async:
 * @self: a client
 * @item: id of an item, such as `btn_start`
 * @cancellable: (nullable): to stop waiting
 * @callback: (scope async): called when Perch has answered
 * @user_data: for @callback
 *
 * Like perch_client_click(), without blocking.
 */
void
perch_client_click_async (PerchClient *self,
                          const char *item,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_auto (PerchClientDraft) draft = { 0 };

  g_return_if_fail (PERCH_IS_CLIENT (self));
  g_return_if_fail (item != NULL);

  draft_click (self, item, &draft);
  perch_client_draft_send_async (self, &draft, cancellable, callback, user_data);
}

/**
 * perch_client_click_finish:
 * @self: a client
 * @result: what the callback got
 * @error: return location for a #PerchClientError
 *
 * Returns: (transfer full) (nullable): see perch_client_click()
 */
JsonNode *
perch_client_click_finish (PerchClient *self, GAsyncResult *result, GError **error)
{
  return perch_client_request_finish (self, result, error);
}

/**
 * perch_client_get_value:
 * @self: a client
 * @item: id of an item, such as `btn_start`
 * @cancellable: (nullable): to stop waiting
 * @error: return location for a #PerchClientError
 *
 * Asks for the value of a field, and blocks until Perch has answered.
 *
 * Returns: (transfer full) (nullable): Perch's answer, an object with `value`
 */
JsonNode *
perch_client_get_value (PerchClient *self,
                        const char *item,
                        GCancellable *cancellable,
                        GError **error)
{
  g_auto (PerchClientDraft) draft = { 0 };

  g_return_val_if_fail (PERCH_IS_CLIENT (self), NULL);
  g_return_val_if_fail (item != NULL, NULL);

  draft_get_value (self, item, &draft);
  return perch_client_draft_send (self, &draft, cancellable, error);
}

/**
 * perch_client_get_value_async:
 * @self: a client
 * @item: id of an item, such as `btn_start`
 * @cancellable: (nullable): to stop waiting
 * @callback: (scope async): called when Perch has answered
 * @user_data: for @callback
 *
 * Like perch_client_get_value(), without blocking.
 */
void
perch_client_get_value_async (PerchClient *self,
                              const char *item,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_auto (PerchClientDraft) draft = { 0 };

  g_return_if_fail (PERCH_IS_CLIENT (self));
  g_return_if_fail (item != NULL);

  draft_get_value (self, item, &draft);
  perch_client_draft_send_async (self, &draft, cancellable, callback, user_data);
}

/**
 * perch_client_get_value_finish:
 * @self: a client
 * @result: what the callback got
 * @error: return location for a #PerchClientError
 *
 * Returns: (transfer full) (nullable): see perch_client_get_value()
 */
JsonNode *
perch_client_get_value_finish (PerchClient *self, GAsyncResult *result, GError **error)
{
  return perch_client_request_finish (self, result, error);
}

/**
 * perch_client_set_value:
 * @self: a client
 * @item: id of an item, such as `btn_start`
 * @value: what to fill in
 * @cancellable: (nullable): to stop waiting
 * @error: return location for a #PerchClientError
 *
 * Fills in a field, and blocks until Perch has answered.
 *
 * Returns: (transfer full) (nullable): Perch's answer, an object with the number
 *   of the `task`: what is done later
 */
JsonNode *
perch_client_set_value (
    PerchClient *self, const char *item, JsonNode *value, GCancellable *cancellable, GError **error)
{
  g_auto (PerchClientDraft) draft = { 0 };

  g_return_val_if_fail (PERCH_IS_CLIENT (self), NULL);
  g_return_val_if_fail (item != NULL && value != NULL, NULL);

  draft_set_value (self, item, value, &draft);
  return perch_client_draft_send (self, &draft, cancellable, error);
}

/**
 * perch_client_set_value_async:
 * @self: a client
 * @item: id of an item, such as `btn_start`
 * @value: what to fill in
 * @cancellable: (nullable): to stop waiting
 * @callback: (scope async): called when Perch has answered
 * @user_data: for @callback
 *
 * Like perch_client_set_value(), without blocking.
 */
void
perch_client_set_value_async (PerchClient *self,
                              const char *item,
                              JsonNode *value,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_auto (PerchClientDraft) draft = { 0 };

  g_return_if_fail (PERCH_IS_CLIENT (self));
  g_return_if_fail (item != NULL && value != NULL);

  draft_set_value (self, item, value, &draft);
  perch_client_draft_send_async (self, &draft, cancellable, callback, user_data);
}

/**
 * perch_client_set_value_finish:
 * @self: a client
 * @result: what the callback got
 * @error: return location for a #PerchClientError
 *
 * Returns: (transfer full) (nullable): see perch_client_set_value()
 */
JsonNode *
perch_client_set_value_finish (PerchClient *self, GAsyncResult *result, GError **error)
{
  return perch_client_request_finish (self, result, error);
}
