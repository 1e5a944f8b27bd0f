/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/routes/routes-private.h"

#include "app/approvals/ask-form.h"
#include "app/routes/ask-reply.h"
#include "app/server/reply.h"

/* A question until it is known who asks it. @routes are there as long as @request is not cancelled.
 */
typedef struct
{
  PerchRoutes *routes; /* (unowned) */
  PerchRequest *request; /* (owned) */
  PerchAskForm form;
} Draft;

static void
draft_free (Draft *draft)
{
  perch_ask_form_clear (&draft->form);
  g_object_unref (draft->request);
  g_free (draft);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Draft, draft_free)

static void
gone_cb (PerchAsk *ask, GCancellable *cancellable)
{
  perch_ask_withdraw (ask);
}

/* Each of the two tells the other when it ends, for as long as both are there. */
static void
wait_for_answer (PerchRequest *request, PerchAsk *ask)
{
  g_signal_connect_object (ask, "ended", G_CALLBACK (perch_ask_reply_result), request,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (perch_request_get_cancellable (request), "cancelled",
                           G_CALLBACK (gone_cb), ask, G_CONNECT_SWAPPED);
}

static void
put (const Draft *draft, const PerchCaller *caller)
{
  const PerchAskQuestion question = {
    .prompt = draft->form.prompt,
    .tool_name = draft->form.tool_name,
    .args = draft->form.args,
    .timeout_ms = draft->form.timeout_ms,
    .caller = caller,
    .trace_id = perch_request_get_trace_id (draft->request),
  };
  g_autoptr (GError) error = NULL;
  PerchAsk *ask = perch_ask_queue_add (draft->routes->asks, &question, &error);

  /* What is asked is logged with all that becomes of it. */
  if (ask != NULL)
    perch_routes_set_logged (draft->request);
  if (ask == NULL)
    perch_ask_reply_refusal (draft->request, error);
  else if (!draft->form.wait)
    perch_ask_reply_whole (draft->request, SOUP_STATUS_ACCEPTED, ask);
  else if (perch_ask_get_state (ask) != PERCH_ASK_STATE_PENDING)
    perch_ask_reply_result (draft->request, ask);
  else
    wait_for_answer (draft->request, ask);
}

static void
found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Draft) draft = user_data;
  g_autoptr (PerchCaller) caller = perch_caller_finder_find_finish (result);

  if (!perch_ask_reply_if_gone (draft->request))
    put (draft, caller);
}

/* POST /api/ask */
static void
ask_cb (PerchRequest *request, gpointer user_data)
{
  PerchRoutes *self = user_data;
  g_autoptr (JsonNode) root = perch_ask_reply_parse_object (request);
  g_autoptr (Draft) draft = NULL;
  g_autoptr (GError) error = NULL;

  if (root == NULL)
    return;
  draft = g_new0 (Draft, 1);
  draft->routes = self;
  draft->request = g_object_ref (request);
  if (!perch_ask_form_read (&draft->form, json_node_get_object (root), &error))
    perch_ask_reply_refusal (request, error);
  else
    perch_caller_finder_find_async (self->callers, request, found_cb, g_steal_pointer (&draft));
}

/* GET /api/ask/{id} */
static void
get_cb (PerchRequest *request, gpointer user_data)
{
  PerchRoutes *self = user_data;
  PerchAsk *ask = perch_ask_reply_find (request, self->asks);

  if (ask != NULL)
    perch_ask_reply_whole (request, SOUP_STATUS_OK, ask);
}

/* GET /api/ask/pending */
static void
pending_cb (PerchRequest *request, gpointer user_data)
{
  PerchRoutes *self = user_data;
  g_autoptr (GPtrArray) asks = perch_ask_queue_list (self->asks);
  g_autoptr (JsonBuilder) builder = perch_ask_reply_begin ();

  perch_ask_queue_expect_answers (self->asks);
  json_builder_set_member_name (builder, "pending");
  json_builder_begin_array (builder);
  for (guint i = 0; i < asks->len; i++)
    {
      json_builder_begin_object (builder);
      perch_ask_add_json (g_ptr_array_index (asks, i), builder);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  perch_reply_end (request, builder);
}

/**
 * perch_routes_add_asks:
 * @self: the routes, with questions
 * @router: where they are added
 *
 * Adds the routes by which programs put questions to the person, and hear of them.
 */
void
perch_routes_add_asks (PerchRoutes *self, PerchRouter *router)
{
  static const PerchRoute routes[] = {
    { "POST", "/api/ask", ask_cb, PERCH_ASK_FORM_MAX_BYTES },
    { "GET", "/api/ask/pending", pending_cb, 0 },
    { "GET", "/api/ask/{id}", get_cb, 0 },
  };

  g_return_if_fail (self != NULL);
  g_return_if_fail (router != NULL);

  perch_routes_add_group (self, router, routes, G_N_ELEMENTS (routes));
}
