/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/routes/ask-reply.h"

#include "app/server/reply.h"

/* What the routes about questions have in common. */

static const struct
{
  PerchApprovalsError error;
  guint status;
  const char *code;
} refusals[] = {
  { PERCH_APPROVALS_ERROR_FULL, PERCH_STATUS_TOO_MANY_REQUESTS, "too_many_questions" },
  { PERCH_APPROVALS_ERROR_NOBODY, SOUP_STATUS_SERVICE_UNAVAILABLE, "nobody_to_ask" },
  { PERCH_APPROVALS_ERROR_OVER, SOUP_STATUS_CONFLICT, "not_pending" },
  { PERCH_APPROVALS_ERROR_STANDING, SOUP_STATUS_CONFLICT, "once_only" },
};

/**
 * perch_ask_reply_refusal:
 * @request: a request that has no answer yet
 * @error: a %PERCH_APPROVALS_ERROR, or what is wrong with the body
 *
 * Answers @request with what could not be done.
 */
void
perch_ask_reply_refusal (PerchRequest *request, const GError *error)
{
  g_return_if_fail (PERCH_IS_REQUEST (request));
  g_return_if_fail (error != NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (refusals); i++)
    if (g_error_matches (error, PERCH_APPROVALS_ERROR, (int) refusals[i].error))
      {
        perch_reply_error (request, refusals[i].status, refusals[i].code, "%s", error->message);
        return;
      }
  perch_reply_error (request, SOUP_STATUS_BAD_REQUEST, "bad_request", "%s", error->message);
}

/**
 * perch_ask_reply_if_gone:
 * @request: a request that has no answer yet
 *
 * Ends @request if its client has left. One that has closed just its sending side can hear that; it
 * would keep its connection for ever otherwise.
 *
 * Returns: whether it has
 */
gboolean
perch_ask_reply_if_gone (PerchRequest *request)
{
  g_return_val_if_fail (PERCH_IS_REQUEST (request), TRUE);

  if (!g_cancellable_is_cancelled (perch_request_get_cancellable (request)))
    return FALSE;
  perch_reply_error (request, SOUP_STATUS_BAD_REQUEST, "closed",
                     "The connection was closed while Perch was looking who asks");
  return TRUE;
}

/**
 * perch_ask_reply_parse_object:
 * @request: a request that is being handled
 *
 * Returns: (transfer full) (nullable): its body, an object; %NULL after having answered
 */
JsonNode *
perch_ask_reply_parse_object (PerchRequest *request)
{
  g_autoptr (JsonNode) root = perch_request_parse_body (request);

  if (root == NULL || JSON_NODE_HOLDS_OBJECT (root))
    return g_steal_pointer (&root);
  perch_reply_error (request, SOUP_STATUS_BAD_REQUEST, "bad_request", "The body must be an object");
  return NULL;
}

/**
 * perch_ask_reply_find:
 * @request: a request whose first parameter is the id of a question
 * @queue: the questions
 *
 * Returns: (transfer none) (nullable): that question; %NULL after having answered
 */
PerchAsk *
perch_ask_reply_find (PerchRequest *request, PerchAskQueue *queue)
{
  const char *id = perch_request_get_param (request, 0);
  PerchAsk *ask = perch_ask_queue_lookup (queue, id);

  if (ask == NULL)
    perch_reply_error (request, SOUP_STATUS_NOT_FOUND, "no_such_question",
                       "There is no question \"%s\", or it has been forgotten", id);
  return ask;
}

/**
 * perch_ask_reply_begin:
 *
 * Begins a reply without the usual `status`, to be ended with perch_reply_end().
 *
 * Returns: (transfer full): a builder in the middle of an object
 */
JsonBuilder *
perch_ask_reply_begin (void)
{
  JsonBuilder *builder = json_builder_new_immutable ();

  json_builder_begin_object (builder);
  return builder;
}

/**
 * perch_ask_reply_result:
 * @request: a request that has no answer yet
 * @ask: a question
 *
 * Answers @request with what has become of @ask.
 */
void
perch_ask_reply_result (PerchRequest *request, PerchAsk *ask)
{
  g_autoptr (JsonBuilder) builder = perch_ask_reply_begin ();

  perch_ask_add_result (ask, builder);
  perch_reply_end (request, builder);
}

/**
 * perch_ask_reply_whole:
 * @request: a request that has no answer yet
 * @status: HTTP status
 * @ask: a question
 *
 * Answers @request with all that there is to say of @ask.
 */
void
perch_ask_reply_whole (PerchRequest *request, guint status, PerchAsk *ask)
{
  g_autoptr (JsonBuilder) builder = perch_ask_reply_begin ();
  g_autoptr (JsonNode) node = NULL;

  perch_ask_add_json (ask, builder);
  json_builder_end_object (builder);
  node = json_builder_get_root (builder);
  perch_reply_json (request, status, node);
}
