/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/server/body-type.h"

#include "app/server/reply.h"
#include "app/server/request-private.h"

/**
 * perch_body_type_check:
 * @request: a request that has no answer yet
 *
 * A page may send text/plain and forms anywhere without asking; with JSON, its browser asks first.
 *
 * Returns: whether @request has no body or one of JSON; %FALSE after having answered
 */
gboolean
perch_body_type_check (PerchRequest *request)
{
  SoupMessageHeaders *headers = NULL;
  const char *type = NULL;

  g_return_val_if_fail (PERCH_IS_REQUEST (request), FALSE);

  if (!perch_request_expects_body (request))
    return TRUE;
  headers = soup_server_message_get_request_headers (perch_request_get_message (request));
  type = soup_message_headers_get_content_type (headers, NULL);
  if (type != NULL && g_ascii_strcasecmp (type, "application/json") == 0)
    return TRUE;
  perch_reply_error (request, SOUP_STATUS_UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type",
                     "A body must be application/json, not %s",
                     type != NULL ? type : "of no named type");
  return FALSE;
}
