/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "client/client-draft.h"

#define MARGIN_S 5

static void
draft_ask (PerchClient *self, const char *prompt, guint timeout_s, PerchClientDraft *draft)
{
  g_autofree char *quoted = perch_client_quote (prompt);

  draft->method = "POST";
  draft->path = g_strdup ("/api/ask");
  draft->json = g_strdup_printf ("{\"prompt\":%s,\"timeout\":%u}", quoted, timeout_s);
  draft->timeout_s = timeout_s + MARGIN_S;
}

/**
 * perch_client_ask:
 * @self: a client
 * @prompt: what to ask
 * @timeout_s: for how long; no answer by then is a no
 * @cancellable: (nullable): to stop waiting
 * @error: return location for a #PerchClientError
 *
 * Puts a question to the person, and blocks until Perch has answered.
 *
 * Returns: (transfer full) (nullable): Perch's answer, an object with `approved`, `response`
 *   and `state`
 */
JsonNode *
perch_client_ask (PerchClient *self,
                  const char *prompt,
                  guint timeout_s,
                  GCancellable *cancellable,
                  GError **error)
{
  g_auto (PerchClientDraft) draft = { 0 };

  g_return_val_if_fail (PERCH_IS_CLIENT (self), NULL);
  g_return_val_if_fail (prompt != NULL, NULL);

  draft_ask (self, prompt, timeout_s, &draft);
  return perch_client_draft_send (self, &draft, cancellable, error);
}

/**
 * perch_client_ask_async:
 * @self: a client
 * @prompt: what to ask
 * @timeout_s: for how long; no answer by then is a no
 * @cancellable: (nullable): to stop waiting
 * @callback: (scope async): called when Perch has answered
 * @user_data: for @callback
 *
 * Like perch_client_ask(), without blocking.
 */
void
perch_client_ask_async (PerchClient *self,
                        const char *prompt,
                        guint timeout_s,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_auto (PerchClientDraft) draft = { 0 };

  g_return_if_fail (PERCH_IS_CLIENT (self));
  g_return_if_fail (prompt != NULL);

  draft_ask (self, prompt, timeout_s, &draft);
  perch_client_draft_send_async (self, &draft, cancellable, callback, user_data);
}

/**
 * perch_client_ask_finish:
 * @self: a client
 * @result: what the callback got
 * @error: return location for a #PerchClientError
 *
 * Returns: (transfer full) (nullable): see perch_client_ask()
 */
JsonNode *
perch_client_ask_finish (PerchClient *self, GAsyncResult *result, GError **error)
{
  return perch_client_request_finish (self, result, error);
}
