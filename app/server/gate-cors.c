/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/server/gate-private.h"

#include "app/server/reply.h"

/* What a page of a listed origin may ask for; which path takes which of it is the router's. */
#define METHODS "GET, HEAD, POST, PUT"
#define HEADERS "Authorization, Content-Type, Traceparent"
/* How long a browser need not ask again. */
#define MAX_AGE_S "600"

/**
 * perch_cors_add_headers:
 * @message: a request
 * @origin: (nullable): where its page is from, when that is allowed
 *
 * Lets the page read the answer, be it an error; no cookies are ever involved.
 */
void
perch_cors_add_headers (SoupServerMessage *message, const char *origin)
{
  SoupMessageHeaders *headers = NULL;

  g_return_if_fail (SOUP_IS_SERVER_MESSAGE (message));

  headers = soup_server_message_get_response_headers (message);
  soup_message_headers_append (headers, "Vary", "Origin");
  soup_message_headers_append (headers, "Cross-Origin-Resource-Policy", "same-origin");
  if (origin != NULL)
    soup_message_headers_append (headers, "Access-Control-Allow-Origin", origin);
}

/**
 * perch_cors_is_preflight:
 * @message: a request
 * @origin: (nullable): where its page is from
 *
 * Returns: whether a browser only asks what the page may do
 */
gboolean
perch_cors_is_preflight (SoupServerMessage *message, const char *origin)
{
  SoupMessageHeaders *headers = NULL;

  g_return_val_if_fail (SOUP_IS_SERVER_MESSAGE (message), FALSE);

  headers = soup_server_message_get_request_headers (message);
  return origin != NULL && g_str_equal (soup_server_message_get_method (message), "OPTIONS") &&
         soup_message_headers_get_list (headers, "Access-Control-Request-Method") != NULL;
}

/**
 * perch_cors_answer_preflight:
 * @request: a preflight of an origin that is allowed
 */
void
perch_cors_answer_preflight (PerchRequest *request)
{
  SoupServerMessage *message = perch_request_get_message (request);
  SoupMessageHeaders *asked = soup_server_message_get_request_headers (message);
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
  const char *private_network =
      soup_message_headers_get_one (asked, "Access-Control-Request-Private-Network");
  g_autoptr (JsonBuilder) builder = perch_reply_begin ();

  soup_message_headers_replace (headers, "Access-Control-Allow-Methods", METHODS);
  soup_message_headers_replace (headers, "Access-Control-Allow-Headers", HEADERS);
  soup_message_headers_replace (headers, "Access-Control-Max-Age", MAX_AGE_S);
  if (g_strcmp0 (private_network, "true") == 0)
    soup_message_headers_replace (headers, "Access-Control-Allow-Private-Network", "true");
  perch_reply_end (request, builder);
}
