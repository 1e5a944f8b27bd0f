/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/server/reply-text.h"

/* What stands around the body, with some room. */
#define HEAD_BYTES 512

/**
 * perch_reply_text_new:
 * @message: a request; its status and reply headers are set
 * @body: the reply's body
 *
 * Writes down the reply to @message as it goes over the wire; to a HEAD, without its body.
 *
 * Returns: (transfer full): header and body
 */
GString *
perch_reply_text_new (SoupServerMessage *message, GBytes *body)
{
  GString *text = NULL;
  SoupMessageHeadersIter iter;
  const char *name = NULL;
  const char *value = NULL;
  gsize length = 0;
  const char *data = NULL;

  g_return_val_if_fail (SOUP_IS_SERVER_MESSAGE (message), NULL);
  g_return_val_if_fail (body != NULL, NULL);

  data = g_bytes_get_data (body, &length);
  text = g_string_sized_new (HEAD_BYTES + length);
  g_string_printf (text, "HTTP/1.%u %u %s\r\nContent-Length: %" G_GSIZE_FORMAT "\r\n",
                   soup_server_message_get_http_version (message) == SOUP_HTTP_1_0 ? 0 : 1,
                   soup_server_message_get_status (message),
                   soup_server_message_get_reason_phrase (message), length);
  soup_message_headers_iter_init (&iter, soup_server_message_get_response_headers (message));
  while (soup_message_headers_iter_next (&iter, &name, &value))
    {
      g_string_append (text, name);
      g_string_append (text, ": ");
      g_string_append (text, value);
      g_string_append (text, "\r\n");
    }
  g_string_append (text, "\r\n");
  if (!g_str_equal (soup_server_message_get_method (message), "HEAD"))
    g_string_append_len (text, data, (gssize) length);
  return text;
}
