/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/backend-ask.h"

#include "app/approvals/ask-form.h"
#include "app/backend-reply.h"

/* A question that a run of a backend waits for. The next run must not get the answer: its ids begin
 * anew. */
typedef struct
{
  PerchBackend *backend; /* (owned) */
  char *id; /* (owned): of the request, as JSON */
  PerchAsk *ask; /* (owned) */
} Waiting;

static void
waiting_free (gpointer data, GClosure *closure)
{
  Waiting *waiting = data;

  g_object_unref (waiting->backend);
  g_object_unref (waiting->ask);
  g_free (waiting->id);
  g_free (waiting);
}

static void
reply (const Waiting *waiting)
{
  const PerchSlice id = { waiting->id, strlen (waiting->id) };
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) node = NULL;
  g_autofree char *json = NULL;

  json_builder_begin_object (builder);
  perch_ask_add_result (waiting->ask, builder);
  json_builder_end_object (builder);
  node = json_builder_get_root (builder);
  json = json_to_string (node, FALSE);
  perch_backend_reply_result (waiting->backend, id, json);
}

/* STARTING is the next run already: this one has changed from it before. */
static void
state_cb (PerchBackend *backend, GParamSpec *pspec, gpointer user_data)
{
  const Waiting *waiting = user_data;
  PerchBackendState state = perch_backend_get_state (backend);

  if (state != PERCH_BACKEND_STATE_RUNNING && state != PERCH_BACKEND_STATE_UNHEALTHY)
    perch_ask_withdraw (waiting->ask);
}

/* The end of @ask is the end of @waiting, which the other handler has as its data. */
static void
ended_cb (PerchAsk *ask, gpointer user_data)
{
  Waiting *waiting = user_data;
  g_autoptr (PerchBackend) backend = g_object_ref (waiting->backend);

  if (perch_ask_get_state (ask) != PERCH_ASK_STATE_WITHDRAWN)
    reply (waiting);
  g_signal_handlers_disconnect_by_func (backend, state_cb, waiting);
}

static void
wait_for_answer (PerchBackend *backend, PerchSlice id, PerchAsk *ask)
{
  Waiting *waiting = g_new0 (Waiting, 1);

  waiting->backend = g_object_ref (backend);
  waiting->id = g_strndup (id.text, id.length);
  waiting->ask = g_object_ref (ask);
  if (perch_ask_get_state (ask) != PERCH_ASK_STATE_PENDING)
    {
      reply (waiting);
      waiting_free (waiting, NULL);
      return;
    }
  g_signal_connect (ask, "ended", G_CALLBACK (ended_cb), waiting);
  g_signal_connect_data (backend, "notify::state", G_CALLBACK (state_cb), waiting, waiting_free, 0);
}

static PerchAsk *
put (PerchBackend *backend,
     const PerchBackendLine *line,
     JsonObject *params,
     PerchAskQueue *asks,
     GError **error)
{
  g_autoptr (PerchCaller) caller =
      perch_caller_new (perch_backend_get_pid (backend), perch_backend_get_label (backend),
                        perch_backend_get_executable (backend));
  g_auto (PerchAskForm) form = { 0 };
  g_autofree char *trace_id = perch_slice_dup_string (line->message.trace_id);
  PerchAskQuestion question = { .caller = caller, .trace_id = trace_id };

  if (line->line.length > PERCH_ASK_FORM_MAX_BYTES)
    {
      g_set_error (error, PERCH_APPROVALS_ERROR, PERCH_APPROVALS_ERROR_QUESTION,
                   "the question may have %d bytes at most", PERCH_ASK_FORM_MAX_BYTES);
      return NULL;
    }
  if (!perch_ask_form_read (&form, params, error))
    {
      g_prefix_error (error, "params");
      return NULL;
    }
  question.prompt = form.prompt;
  question.tool_name = form.tool_name;
  question.args = form.args;
  question.timeout_ms = form.timeout_ms;
  return perch_ask_queue_add (asks, &question, error);
}

static int
get_code (const GError *error)
{
  if (g_error_matches (error, PERCH_APPROVALS_ERROR, PERCH_APPROVALS_ERROR_NOBODY))
    return PERCH_RPC_NOBODY_TO_ASK;
  if (g_error_matches (error, PERCH_APPROVALS_ERROR, PERCH_APPROVALS_ERROR_FULL))
    return PERCH_RPC_TOO_MANY_QUESTIONS;
  return PERCH_RPC_INVALID_PARAMS;
}

/**
 * perch_backend_ask:
 * @backend: a backend that runs
 * @line: its request `ui.ask`
 * @params: (nullable): the params, as perch_ask_form_read() wants them
 * @asks: the questions
 *
 * Puts the question of a backend to the person. The answer, `approved` and `response` with what
 * else perch_ask_add_result() says, goes to the stdin of @backend; with its run, the question ends.
 */
void
perch_backend_ask (PerchBackend *backend,
                   const PerchBackendLine *line,
                   JsonObject *params,
                   PerchAskQueue *asks)
{
  g_autoptr (JsonObject) none = json_object_new ();
  g_autoptr (GError) error = NULL;
  PerchAsk *ask = NULL;

  g_return_if_fail (PERCH_IS_BACKEND (backend));
  g_return_if_fail (line != NULL && line->message.kind == PERCH_MESSAGE_REQUEST);
  g_return_if_fail (PERCH_IS_ASK_QUEUE (asks));

  ask = put (backend, line, params != NULL ? params : none, asks, &error);
  if (ask == NULL)
    perch_backend_reply_error (backend, line->message.id, get_code (error), error->message);
  else
    wait_for_answer (backend, line->message.id, ask);
}
