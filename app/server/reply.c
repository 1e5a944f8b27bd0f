/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/server/reply.h"

#include "app/server/request-private.h"

/* How soon a client may try again, in seconds. */
#define RETRY_AFTER "1"

/**
 * perch_reply_begin:
 *
 * Begins the usual reply, an object with `"status":"ok"`. Add members, then call perch_reply_end().
 *
 * Returns: (transfer full): a builder in the middle of an object
 */
JsonBuilder *
perch_reply_begin (void)
{
  JsonBuilder *builder = json_builder_new_immutable ();

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "status");
  json_builder_add_string_value (builder, "ok");
  return builder;
}

/**
 * perch_reply_end:
 * @request: a request that has no answer yet
 * @builder: what perch_reply_begin() gave, with members added
 *
 * Answers @request with 200 and what was built.
 */
void
perch_reply_end (PerchRequest *request, JsonBuilder *builder)
{
  g_autoptr (JsonNode) node = NULL;

  g_return_if_fail (PERCH_IS_REQUEST (request));
  g_return_if_fail (JSON_IS_BUILDER (builder));

  json_builder_end_object (builder);
  node = json_builder_get_root (builder);
  perch_reply_json (request, SOUP_STATUS_OK, node);
}

/**
 * perch_reply_json:
 * @request: a request that has no answer yet
 * @status: HTTP status
 * @node: the reply
 *
 * Answers @request with any JSON value.
 */
void
perch_reply_json (PerchRequest *request, guint status, JsonNode *node)
{
  g_autoptr (JsonGenerator) generator = NULL;
  g_autoptr (GBytes) body = NULL;
  gsize length = 0;
  char *text = NULL;

  g_return_if_fail (PERCH_IS_REQUEST (request));
  g_return_if_fail (node != NULL);

  generator = json_generator_new ();
  json_generator_set_root (generator, node);
  text = json_generator_to_data (generator, &length);
  body = g_bytes_new_take (text, length);
  perch_reply_bytes (request, status, "application/json", body);
}

/**
 * perch_reply_bytes:
 * @request: a request that has no answer yet
 * @status: HTTP status
 * @type: content type
 * @body: the reply, which may be shared with other replies
 *
 * Answers @request with @body as it is.
 */
void
perch_reply_bytes (PerchRequest *request, guint status, const char *type, GBytes *body)
{
  g_return_if_fail (PERCH_IS_REQUEST (request));
  g_return_if_fail (type != NULL);
  g_return_if_fail (body != NULL);

  perch_request_answer (request, status, type, body);
}

/**
 * perch_reply_error:
 * @request: a request that has no answer yet
 * @status: HTTP status
 * @code: a word for programs, such as "not_found"
 * @format: printf() format of a sentence for people, followed by its arguments
 *
 * Answers @request with `{"status":"error","error":{"code","message"},"trace_id"}`.
 */
void
perch_reply_error (PerchRequest *request, guint status, const char *code, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list args;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);
  perch_reply_failure (request, status, code, message, NULL);
}

/**
 * perch_reply_retry_later:
 * @request: a request that is about to be answered with 503
 *
 * Tells the client how soon it may try again.
 */
void
perch_reply_retry_later (PerchRequest *request)
{
  SoupServerMessage *message = NULL;

  g_return_if_fail (PERCH_IS_REQUEST (request));

  message = perch_request_get_message (request);
  soup_message_headers_replace (soup_server_message_get_response_headers (message), "Retry-After",
                                RETRY_AFTER);
}

/**
 * perch_reply_failure:
 * @request: a request that has no answer yet
 * @status: HTTP status
 * @code: a word for programs
 * @message: a sentence for people
 * @last_error: (nullable): the last lines that the failing program wrote
 *
 * Answers @request like perch_reply_error(), with what the failing program said as `last_error` in
 * `error`.
 */
void
perch_reply_failure (PerchRequest *request,
                     guint status,
                     const char *code,
                     const char *message,
                     const char *const *last_error)
{
  g_autoptr (JsonBuilder) builder = NULL;
  g_autoptr (JsonNode) node = NULL;
  g_autofree char *valid = NULL;

  g_return_if_fail (PERCH_IS_REQUEST (request));
  g_return_if_fail (code != NULL);
  g_return_if_fail (message != NULL);

  /* File names find their way into messages, and need not be UTF-8. */
  valid = g_utf8_make_valid (message, -1);
  builder = json_builder_new_immutable ();
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "status");
  json_builder_add_string_value (builder, "error");
  json_builder_set_member_name (builder, "error");
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "code");
  json_builder_add_string_value (builder, code);
  json_builder_set_member_name (builder, "message");
  json_builder_add_string_value (builder, valid);
  if (last_error != NULL)
    {
      json_builder_set_member_name (builder, "last_error");
      json_builder_begin_array (builder);
      for (gsize i = 0; last_error[i] != NULL; i++)
        json_builder_add_string_value (builder, last_error[i]);
      json_builder_end_array (builder);
    }
  json_builder_end_object (builder);
  json_builder_set_member_name (builder, "trace_id");
  json_builder_add_string_value (builder, perch_request_get_trace_id (request));
  json_builder_end_object (builder);
  node = json_builder_get_root (builder);
  perch_reply_json (request, status, node);
}
