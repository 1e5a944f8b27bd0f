/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/pipe-request.h"

#include <json-glib/json-glib.h>
#include <string.h>

/* What a request on a pipe is made of: one line, which the payload stands in the middle of, so that
 * a large one need not be copied. */

static char *
print (JsonObject *object)
{
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), object);

  return json_to_string (node, FALSE);
}

static GBytes *
take_text (char *text)
{
  return g_bytes_new_take (text, strlen (text));
}

/**
 * perch_pipe_request_begin:
 * @trace_id: (nullable): 32 hex digits
 * @has_payload: the payload follows, valid JSON on one line
 *
 * Returns: (transfer full): a line up to its payload, or up to where perch_pipe_request_end() goes
 */
GBytes *
perch_pipe_request_begin (const char *command, const char *trace_id, gboolean has_payload)
{
  g_autoptr (JsonObject) object = json_object_new ();
  g_autofree char *text = NULL;

  g_return_val_if_fail (command != NULL, NULL);

  json_object_set_string_member (object, "command", command);
  if (trace_id != NULL)
    json_object_set_string_member (object, "trace_id", trace_id);
  text = print (object);
  text[strlen (text) - 1] = '\0'; /* it goes on behind the last member */
  return take_text (g_strconcat (text, has_payload ? ",\"payload\":" : NULL, NULL));
}

/**
 * perch_pipe_request_end:
 * @secret: (nullable): what the server wants to see
 * @client: whose handles it is about
 *
 * Returns: (transfer full): the end of a line, the same for all requests
 */
GBytes *
perch_pipe_request_end (const char *secret, const char *client)
{
  g_autoptr (JsonObject) object = json_object_new ();
  g_autofree char *text = NULL;

  g_return_val_if_fail (client != NULL, NULL);

  if (secret != NULL)
    json_object_set_string_member (object, "secret", secret);
  json_object_set_string_member (object, "client", client);
  text = print (object);
  text[0] = ','; /* it goes on from the member before */
  return take_text (g_strconcat (text, "\n", NULL));
}

/**
 * perch_pipe_request_new_floats_payload:
 *
 * Returns: (transfer full): a payload that asks for binary values
 */
GBytes *
perch_pipe_request_new_floats_payload (const char *handle_id)
{
  g_autoptr (JsonObject) object = json_object_new ();

  g_return_val_if_fail (handle_id != NULL, NULL);

  json_object_set_string_member (object, "handleId", handle_id);
  json_object_set_string_member (object, "format", "binary");
  return take_text (print (object));
}
