/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/backend-reply.h"

#include <json-glib/json-glib.h>

#include "backend-manager/json-text.h"

static GString *
begin (PerchSlice id)
{
  GString *text = g_string_new ("{\"jsonrpc\":\"2.0\",\"id\":");

  return g_string_append_len (text, id.text, (gssize) id.length);
}

static void
send (PerchBackend *backend, const GString *text)
{
  g_autoptr (GError) error = NULL;

  if (!perch_backend_send_line (backend, text->str, text->len, &error))
    g_debug ("%s: no answer sent: %s", perch_backend_get_name (backend), error->message);
}

/**
 * perch_backend_reply_result:
 * @backend: a backend that has asked Perch for something
 * @id: the id of its request, as it stands there
 * @json: the result, a JSON value on one line
 *
 * Answers a request on the stdin of @backend.
 */
void
perch_backend_reply_result (PerchBackend *backend, PerchSlice id, const char *json)
{
  g_autoptr (GString) text = NULL;

  g_return_if_fail (PERCH_IS_BACKEND (backend));
  g_return_if_fail (json != NULL);

  text = begin (id);
  g_string_append_printf (text, ",\"result\":%s}", json);
  send (backend, text);
}

/**
 * perch_backend_reply_error:
 * @backend: a backend that has asked Perch for something
 * @id: the id of its request, as it stands there
 * @code: an error code of JSON-RPC
 * @message: a sentence for people
 *
 * Answers a request that can't be done.
 */
void
perch_backend_reply_error (PerchBackend *backend, PerchSlice id, int code, const char *message)
{
  g_autoptr (GString) text = NULL;
  g_autofree char *quoted = NULL;

  g_return_if_fail (PERCH_IS_BACKEND (backend));
  g_return_if_fail (message != NULL);

  quoted = perch_json_quote (message);
  text = begin (id);
  g_string_append_printf (text, ",\"error\":{\"code\":%d,\"message\":%s}}", code, quoted);
  send (backend, text);
}
