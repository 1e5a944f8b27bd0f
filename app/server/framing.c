/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/server/framing.h"

#include <string.h>

#include "app/server/reply.h"

/* More can't be the length of anything. */
#define MAX_DIGITS 18

static gboolean
is_length (const char *text)
{
  gsize n_digits = strspn (text, "0123456789");

  return n_digits > 0 && n_digits <= MAX_DIGITS && text[n_digits] == '\0';
}

/**
 * perch_framing_check:
 * @request: a request that has no answer yet
 *
 * libsoup makes something of each of these, and two readers that make different things of the same
 * bytes see different requests in them. A header that comes twice comes as a list, which is no
 * length.
 *
 * Returns: whether there is one way to say where @request ends; %FALSE after having answered
 */
gboolean
perch_framing_check (PerchRequest *request)
{
  SoupMessageHeaders *headers = NULL;
  const char *length = NULL;

  g_return_val_if_fail (PERCH_IS_REQUEST (request), FALSE);

  headers = soup_server_message_get_request_headers (perch_request_get_message (request));
  length = soup_message_headers_get_list (headers, "Content-Length");
  if (length == NULL)
    return TRUE;
  if (soup_message_headers_get_list (headers, "Transfer-Encoding") != NULL)
    {
      perch_reply_error (request, SOUP_STATUS_BAD_REQUEST, "bad_framing",
                         "A request has a Content-Length or a Transfer-Encoding, not both");
      return FALSE;
    }
  if (!is_length (length))
    {
      perch_reply_error (request, SOUP_STATUS_BAD_REQUEST, "bad_framing",
                         "The Content-Length must be one whole number");
      return FALSE;
    }
  return TRUE;
}
