/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/rpc/result.h"

#include <json-glib/json-glib.h>
#include <string.h>

#include "backend-manager/backend-reply.h"
#include "backend-manager/error.h"
#include "backend-manager/json-text.h"
#include "backend-manager/rpc/floats-message.h"
#include "backend-manager/rpc/names.h"
#include "backend-manager/rpc/packed.h"
#include "backend.pb-c.h"
#include "health.pb-c.h"

static void
append_quoted (GString *json, const char *text)
{
  g_autofree char *quoted = perch_json_quote (text);

  g_string_append (json, quoted);
}

static void
append_name (GString *json, const char *name)
{
  if (json->str[json->len - 1] != '{')
    g_string_append_c (json, ',');
  append_quoted (json, name);
  g_string_append_c (json, ':');
}

static void
append_string (GString *json, const char *name, gboolean raw, const char *text)
{
  append_name (json, name);
  if (!raw)
    append_quoted (json, text);
  else
    g_string_append (json, *text != '\0' ? text : "null");
}

static void
append_strings (GString *json, const char *name, char *const *texts, gsize n)
{
  if (n == 0)
    return;
  append_name (json, name);
  for (gsize i = 0; i < n; i++)
    {
      g_string_append_c (json, i == 0 ? '[' : ',');
      append_quoted (json, texts[i]);
    }
  g_string_append_c (json, ']');
}

/* Returns: whether @field has a value. Of a choice only one has; when none has, the one that holds
 * JSON stands for null */
static gboolean
is_there (const PerchRpcMessage *message, const ProtobufCFieldDescriptor *field, gboolean raw)
{
  guint32 chosen = 0;

  if ((field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) == 0)
    return TRUE;
  chosen = G_STRUCT_MEMBER (guint32, message, field->quantifier_offset);
  return chosen == field->id || (chosen == 0 && raw);
}

static void append_fields (GString *json, const PerchRpcMessage *message);

static void
append_field (GString *json, const PerchRpcMessage *message, const ProtobufCFieldDescriptor *field)
{
  gboolean raw = FALSE;
  g_autofree char *name = perch_rpc_name_to_json (field->name, &raw);
  gconstpointer place = G_STRUCT_MEMBER_P (message, field->offset);

  if (!is_there (message, field, raw))
    return;
  if (field->type == PROTOBUF_C_TYPE_BOOL)
    {
      append_name (json, name);
      g_string_append (json, *(const protobuf_c_boolean *) place ? "true" : "false");
    }
  else if (field->type == PROTOBUF_C_TYPE_STRING && field->label == PROTOBUF_C_LABEL_REPEATED)
    append_strings (json, name, *(char *const *const *) place,
                    G_STRUCT_MEMBER (size_t, message, field->quantifier_offset));
  else if (field->type == PROTOBUF_C_TYPE_STRING)
    {
      const char *text = *(const char *const *) place;

      append_string (json, name, raw, text != NULL ? text : "");
    }
  else if (field->type == PROTOBUF_C_TYPE_MESSAGE &&
           *(const PerchRpcMessage *const *) place != NULL)
    {
      append_name (json, "isHandle");
      g_string_append (json, "true");
      append_fields (json, *(const PerchRpcMessage *const *) place);
    }
}

static void
append_fields (GString *json, const PerchRpcMessage *message)
{
  for (guint i = 0; i < message->descriptor->n_fields; i++)
    append_field (json, message, &message->descriptor->fields[i]);
}

/* Returns: (transfer full): a message as an object */
static char *
message_to_json (const PerchRpcMessage *message)
{
  GString *json = g_string_new ("{");

  append_fields (json, message);
  g_string_append_c (json, '}');
  return g_string_free (json, FALSE);
}

static char *
take_result (const PerchRpcMessage *message)
{
  const char *result = ((const Perch__Backend__V1__CallReply *) message)->result_json;

  return g_strdup (*result != '\0' ? result : "null");
}

/**
 * perch_rpc_result_read:
 * @message: what was answered
 * @error: %PERCH_BACKEND_ERROR_CALL when it is no such message, or has no valid JSON in it
 *
 * Makes JSON of an answer: the field `handle_id` becomes the member `handleId`, and the JSON in
 * `value_json` the member `value`. Any thread may do it.
 *
 * Returns: (transfer full) (nullable): the JSON
 */
GBytes *
perch_rpc_result_read (const PerchRpcMethod *method, GBytes *message, GError **error)
{
  g_autoptr (PerchRpcMessage) unpacked = NULL;
  g_autoptr (PerchFloats) floats = NULL;
  g_autoptr (GBytes) bytes = NULL;
  char *json = NULL;

  if (perch_rpc_floats_are_answered (method))
    {
      floats = perch_rpc_floats_read (method, message, error);
      return floats != NULL ? perch_rpc_floats_to_json (floats, method) : NULL;
    }
  unpacked = perch_rpc_message_unpack (method->reply, message, error);
  if (unpacked == NULL)
    return NULL;
  json = method->reply == &perch__backend__v1__call_reply__descriptor ? take_result (unpacked)
                                                                      : message_to_json (unpacked);
  bytes = g_bytes_new_take (json, strlen (json));
  return perch_backend_reply_read (bytes, error);
}

/**
 * perch_rpc_result_check_health:
 * @message: what was answered to the check
 * @error: %PERCH_BACKEND_ERROR_CALL when it is not well
 *
 * Returns: whether it is
 */
gboolean
perch_rpc_result_check_health (GBytes *message, GError **error)
{
  g_autoptr (PerchRpcMessage) unpacked = perch_rpc_message_unpack (
      &grpc__health__v1__health_check_response__descriptor, message, error);
  const Grpc__Health__V1__HealthCheckResponse *response = NULL;

  if (unpacked == NULL)
    return FALSE;
  response = (const Grpc__Health__V1__HealthCheckResponse *) unpacked;
  if (response->status == GRPC__HEALTH__V1__HEALTH_CHECK_RESPONSE__SERVING_STATUS__SERVING)
    return TRUE;
  g_set_error (error, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_CALL,
               "The backend says of its health: %d, expected 1 (SERVING)", (int) response->status);
  return FALSE;
}
