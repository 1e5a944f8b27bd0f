/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/calls.h"

#include "backend-manager/call-watch.h"
#include "backend-manager/error.h"
#include "backend-manager/json-fields.h"
#include "backend-manager/json-scan.h"
#include "backend-manager/json-text.h"
#include "backend-manager/line-buffer.h"
#include "backend-manager/message.h"

/* JSON-RPC 2.0, section 5.1 */
#define METHOD_NOT_FOUND (-32601)

#define MIB (1024 * 1024)

/* The requests that a backend has not answered yet, by their id. A call leaves the table before its
 * task returns. */
struct _PerchCalls
{
  GHashTable *waiting; /* (owned) (element-type guint Call) */
  guint last_id;
  PerchCallsFunc given_up;
  gpointer user_data; /* for @given_up */
};

typedef struct
{
  PerchCalls *owner;
  guint id;
  GTask *task; /* (owned) */
  PerchCallWatch *watch; /* (owned) */
} Call;

static void
call_free (Call *call)
{
  perch_call_watch_free (call->watch);
  g_object_unref (call->task);
  g_free (call);
}

/**
 * perch_calls_new:
 * @given_up: told of calls that end before the backend has answered or is gone
 * @user_data: for @given_up
 *
 * Returns: (transfer full): a table without calls
 */
PerchCalls *
perch_calls_new (PerchCallsFunc given_up, gpointer user_data)
{
  PerchCalls *self = g_new0 (PerchCalls, 1);

  self->given_up = given_up;
  self->user_data = user_data;
  self->waiting = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) call_free);
  return self;
}

/**
 * perch_calls_free:
 *
 * Fails what still waits with %PERCH_BACKEND_ERROR_SUPERSEDED.
 */
void
perch_calls_free (PerchCalls *self)
{
  g_autoptr (GError) error = g_error_new_literal (
      PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_SUPERSEDED, "The backend is no longer managed");

  perch_calls_fail_all (self, error);
  g_hash_table_unref (self->waiting);
  g_free (self);
}

/* Returns: (transfer full) (nullable): the task of a call that is over now */
static GTask *
steal_task (PerchCalls *self, guint id)
{
  Call *call = g_hash_table_lookup (self->waiting, GUINT_TO_POINTER (id));
  GTask *task = NULL;

  if (call == NULL)
    return NULL;
  task = g_object_ref (call->task);
  g_hash_table_remove (self->waiting, GUINT_TO_POINTER (id));
  return task;
}

/* Returns: (transfer full) (nullable): the task of the call with that @id, raw JSON */
static GTask *
steal_answered (PerchCalls *self, PerchSlice id)
{
  return steal_task (self, (guint) g_ascii_strtoull (id.text, NULL, 10));
}

static void
given_up_cb (const GError *error, gpointer user_data)
{
  Call *call = user_data;
  PerchCalls *self = call->owner;
  g_autoptr (GTask) task = NULL;

  self->given_up (call->id, self->user_data);
  task = steal_task (self, call->id);
  g_task_return_error (task, g_error_copy (error));
}

/**
 * perch_calls_take:
 * @task: (transfer full): returns the answer, see perch_calls_answer()
 * @timeout_ms: in milliseconds; then it returns %PERCH_BACKEND_ERROR_TIMED_OUT
 *
 * Returns: the id under which the backend is to be asked
 */
guint
perch_calls_take (PerchCalls *self, GTask *task, guint timeout_ms)
{
  Call *call = g_new0 (Call, 1);

  call->owner = self;
  call->id = ++self->last_id;
  call->task = task;
  call->watch = perch_call_watch_new (timeout_ms, g_task_get_cancellable (task), given_up_cb, call);
  g_hash_table_insert (self->waiting, GUINT_TO_POINTER (call->id), call);
  return call->id;
}

/**
 * perch_calls_drop:
 * @error: what its task returns
 *
 * Ends one call that was not sent after all.
 */
void
perch_calls_drop (PerchCalls *self, guint id, const GError *error)
{
  g_autoptr (GTask) task = steal_task (self, id);

  if (task != NULL)
    g_task_return_error (task, g_error_copy (error));
}

static gint64
read_code (JsonObject *object)
{
  JsonNode *node = json_object_get_member (object, "code");

  return node != NULL && json_node_get_value_type (node) == G_TYPE_INT64 ? json_node_get_int (node)
                                                                         : 0;
}

/* JSON-RPC 2.0, section 5.1: `code` and `message` are required, whatever backends do. */
static GError *
read_error (const char *text, gsize length)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autofree char *message = NULL;
  PerchJsonFields fields = { .pointer = "" };
  JsonNode *root = NULL;
  gint64 code = 0;

  if (json_parser_load_from_data (parser, text, (gssize) length, NULL))
    root = json_parser_get_root (parser);
  if (root != NULL && JSON_NODE_HOLDS_OBJECT (root))
    {
      fields.object = json_node_get_object (root);
      code = read_code (fields.object);
      perch_json_fields_get_string (&fields, "message", &message, NULL);
    }
  return g_error_new (PERCH_BACKEND_ERROR,
                      code == METHOD_NOT_FOUND ? PERCH_BACKEND_ERROR_NO_METHOD
                                               : PERCH_BACKEND_ERROR_CALL,
                      "The backend answered with error %" G_GINT64_FORMAT ": %s", code,
                      message != NULL ? message : "no message");
}

/* Some write an error into each answer, and null when there is none. */
static gboolean
find_error (const char *line, gsize length, PerchSlice *value)
{
  return perch_json_scan_member (line, length, "error", value) && *value->text != 'n';
}

/**
 * perch_calls_answer:
 * @line: (array length=length): a line of kind %PERCH_MESSAGE_ANSWER
 *
 * Returns the task of the call that the line answers: with a #GBytes that holds the JSON of
 * `result`, or with %PERCH_BACKEND_ERROR_NO_METHOD or %PERCH_BACKEND_ERROR_CALL. Answers may come
 * in any order.
 *
 * Returns: %FALSE when nobody waits for it: an id that was never given out, or one whose caller has
 *   left or waited long enough
 */
gboolean
perch_calls_answer (PerchCalls *self, const char *line, gsize length)
{
  g_autoptr (GTask) task = NULL;
  PerchSlice value = { 0 };

  if (perch_json_scan_member (line, length, "id", &value))
    task = steal_answered (self, value);
  if (task == NULL)
    return FALSE;

  if (find_error (line, length, &value))
    g_task_return_error (task, read_error (value.text, value.length));
  else if (perch_json_scan_member (line, length, "result", &value))
    g_task_return_pointer (task, g_bytes_new (value.text, value.length),
                           (GDestroyNotify) g_bytes_unref);
  else
    g_task_return_new_error (task, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_CALL,
                             "The backend answered with neither a result nor an error");
  return TRUE;
}

/**
 * perch_calls_answer_cut:
 * @line: (array length=length): the beginning of a line that had more than %PERCH_LINE_MAX_BYTES
 *
 * Ends the call that the line answers, if it is an answer, with %PERCH_BACKEND_ERROR_CALL: whoever
 * waits for it would do so until the timeout. An answer whose id was cut off is left to that.
 *
 * Returns: %FALSE when it is no answer, or nobody waits for it
 */
gboolean
perch_calls_answer_cut (PerchCalls *self, const char *line, gsize length)
{
  g_autoptr (GTask) task = NULL;
  PerchSlice id = { 0 };

  if (perch_message_scan_cut_answer (line, length, &id))
    task = steal_answered (self, id);
  if (task == NULL)
    return FALSE;

  g_task_return_new_error (task, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_CALL,
                           "The backend’s answer is longer than %d MiB",
                           PERCH_LINE_MAX_BYTES / MIB);
  return TRUE;
}

/**
 * perch_calls_fail_all:
 * @error: copied for each
 *
 * Ends all calls: the backend is gone.
 */
void
perch_calls_fail_all (PerchCalls *self, const GError *error)
{
  g_autoptr (GHashTable) waiting = g_steal_pointer (&self->waiting);
  GHashTableIter iter;
  gpointer call;

  self->waiting = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) call_free);
  g_hash_table_iter_init (&iter, waiting);
  while (g_hash_table_iter_next (&iter, NULL, &call))
    g_task_return_error (((Call *) call)->task, g_error_copy (error));
}

/**
 * perch_calls_format:
 * @trace_id: (nullable): 32 hex digits
 *
 * Returns: (transfer full): the beginning of a JSON-RPC request, a line that lacks only its
 *   parameters and the closing brace
 */
GBytes *
perch_calls_format (guint id, const char *method, const char *trace_id)
{
  g_autofree char *quoted = perch_json_quote (method);
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, "{\"jsonrpc\":\"2.0\",\"id\":%u,\"method\":%s", id, quoted);
  if (trace_id != NULL)
    g_string_append_printf (text, ",\"trace_id\":\"%s\"", trace_id);
  return g_string_free_to_bytes (text);
}
