/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/object-service-private.h"

#include <string.h>

#include "backend-manager/error.h"
#include "backend-manager/json-check.h"
#include "backend-manager/json-parse.h"

/* A question on its way. */
typedef struct
{
  PerchObjectService *service; /* (owned) */
  GTask *task; /* (owned) */
  PerchObjectRead read;
} Question;

static void
question_free (Question *question)
{
  g_object_unref (question->service);
  g_object_unref (question->task);
  g_free (question);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Question, question_free)

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Question) question = user_data;
  g_autoptr (GBytes) answer = NULL;
  g_autoptr (JsonNode) node = NULL;
  GError *error = NULL;

  answer = perch_backend_client_call_finish (PERCH_BACKEND_CLIENT (source), result, &error);
  if (answer != NULL)
    node = perch_json_parse (g_bytes_get_data (answer, NULL), g_bytes_get_size (answer), &error);
  if (node == NULL)
    g_task_return_error (question->task, error);
  else if (!JSON_NODE_HOLDS_OBJECT (node))
    g_task_return_new_error (question->task, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_CALL,
                             "The backend did not answer as the object service does: expected an "
                             "object");
  else
    question->read (question->service, json_node_get_object (node), question->task);
}

/* @params: (transfer full):
 *
 * Returns: (transfer full) (nullable): its text on one line; %NULL when a number is no number */
static GBytes *
format_params (JsonObject *params, GError **error)
{
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), params);
  g_autofree char *text = json_to_string (node, FALSE);
  gsize length = strlen (text);

  json_object_unref (params);
  if (!perch_json_check (text, length, error))
    {
      g_prefix_error_literal (error, "The parameters can’t be sent as JSON: ");
      return NULL;
    }
  return g_bytes_new_take (g_steal_pointer (&text), length);
}

/**
 * perch_object_service_ask:
 * @command: a command of the object service
 * @params: (transfer full): what it takes
 * @read: makes a result of the answer
 * @task: (transfer full): what returns that result, or the error of
 *   perch_backend_client_call_finish()
 *
 * Asks the backend for something.
 */
void
perch_object_service_ask (PerchObjectService *self,
                          const char *command,
                          JsonObject *params,
                          PerchObjectRead read,
                          GTask *task)
{
  g_autoptr (GTask) owned = task;
  g_autoptr (GBytes) bytes = NULL;
  GError *error = NULL;
  Question *question = NULL;

  g_return_if_fail (PERCH_IS_OBJECT_SERVICE (self));

  bytes = format_params (params, &error);
  if (bytes == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  question = g_new0 (Question, 1);
  question->service = g_object_ref (self);
  question->task = g_steal_pointer (&owned);
  question->read = read;
  perch_backend_client_call_async (perch_object_service_get_client (self), command, bytes, NULL,
                                   perch_object_service_get_timeout (self),
                                   g_task_get_cancellable (task), answered_cb, question);
}

/**
 * perch_object_service_forget:
 * @id: a handle
 *
 * Lets the backend drop an object, without waiting for it: a backend that can't be reached has
 * dropped it anyhow.
 */
void
perch_object_service_forget (PerchObjectService *self, const char *id)
{
  JsonObject *params = json_object_new ();
  g_autoptr (GBytes) bytes = NULL;

  json_object_set_string_member (params, "handleId", id);
  bytes = format_params (params, NULL);
  perch_backend_client_call_async (perch_object_service_get_client (self), "dispose", bytes, NULL,
                                   perch_object_service_get_timeout (self), NULL, NULL, NULL);
}
