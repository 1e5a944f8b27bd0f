/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/http-request.h"

#include "backend-manager/error.h"
#include "backend-manager/traceparent.h"

/* Returns: (transfer full) (nullable): %NULL when @path can't be part of a URL */
static SoupMessage *
new_message (const PerchBackendEndpoint *endpoint,
             const char *client_id,
             const char *http_method,
             const char *path)
{
  g_autofree char *url = g_strconcat (endpoint->address, path, NULL);
  SoupMessage *message = soup_message_new (http_method, url);
  SoupMessageHeaders *headers = NULL;

  if (message == NULL)
    return NULL;
  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT);
  headers = soup_message_get_request_headers (message);
  soup_message_headers_append (headers, "X-Perch-Client", client_id);
  if (endpoint->secret != NULL)
    {
      g_autofree char *bearer = g_strconcat ("Bearer ", endpoint->secret, NULL);

      soup_message_headers_append (headers, "Authorization", bearer);
    }
  return message;
}

/**
 * perch_http_request_new_ping:
 * @client_id: by which the server knows whose objects are whose
 * @error: %PERCH_BACKEND_ERROR_NOT_READY when the endpoint's health path is none
 *
 * Returns: (transfer full) (nullable): a question whether the backend is well
 */
SoupMessage *
perch_http_request_new_ping (const PerchBackendEndpoint *endpoint,
                             const char *client_id,
                             GError **error)
{
  SoupMessage *message = new_message (endpoint, client_id, SOUP_METHOD_GET, endpoint->health_path);

  if (message == NULL)
    g_set_error (error, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_NOT_READY,
                 "“%s” can’t be the path of a URL", endpoint->health_path);
  return message;
}

/**
 * perch_http_request_new_call:
 * @client_id: by which the server knows whose objects are whose
 * @method: "clipboard.process" is at /clipboard/process
 * @params: (nullable): a JSON object; %NULL is an empty one
 *
 * Returns: (transfer full):
 */
SoupMessage *
perch_http_request_new_call (const PerchBackendEndpoint *endpoint,
                             const char *client_id,
                             const char *method,
                             GBytes *params)
{
  g_autofree char *slashes = g_strdelimit (g_strdup (method), ".", '/');
  g_autofree char *escaped = g_uri_escape_string (slashes, "/", FALSE);
  g_autofree char *path = g_strconcat ("/", escaped, NULL);
  g_autoptr (GBytes) nothing = g_bytes_new_static ("{}", 2);
  SoupMessage *message = new_message (endpoint, client_id, SOUP_METHOD_POST, path);

  /* To libsoup this means only that a connection may be used again; it never sends a POST twice. */
  soup_message_add_flags (message, SOUP_MESSAGE_IDEMPOTENT);
  soup_message_set_request_body_from_bytes (message, "application/json",
                                            params != NULL ? params : nothing);
  return message;
}

/**
 * perch_http_request_set_accepted:
 * @types: what the answer may be, as in the header Accept
 */
void
perch_http_request_set_accepted (SoupMessage *message, const char *types)
{
  soup_message_headers_replace (soup_message_get_request_headers (message), "Accept", types);
}

/**
 * perch_http_request_set_trace:
 * @trace_id: 32 hex digits
 *
 * Lets the trace go on in the backend.
 */
void
perch_http_request_set_trace (SoupMessage *message, const char *trace_id)
{
  char parent[PERCH_TRACEPARENT_CHARS];

  perch_traceparent_write (parent, trace_id);
  soup_message_headers_replace (soup_message_get_request_headers (message), "traceparent", parent);
}
