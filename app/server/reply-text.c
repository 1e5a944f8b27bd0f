/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/server/reply-text.h"

/* What stands around the body, with some room. */
#define HEAD_BYTES 512

/* What every reply says. libsoup closes a connection it has not accepted itself after one reply;
 * clients that know wait for nothing more. */
static const struct
{
  const char *name;
  const char *value;
} common[] = {
  { "Connection", "close" },
  { "Cache-Control", "no-store" },
  { "X-Content-Type-Options", "nosniff" },
};

/**
 * perch_reply_text_add_headers:
 * @message: a request that libsoup is to answer
 *
 * Adds the headers that are in every reply.
 */
void
perch_reply_text_add_headers (SoupServerMessage *message)
{
  SoupMessageHeaders *headers = NULL;

  g_return_if_fail (SOUP_IS_SERVER_MESSAGE (message));

  headers = soup_server_message_get_response_headers (message);
  for (gsize i = 0; i < G_N_ELEMENTS (common); i++)
    soup_message_headers_append (headers, common[i].name, common[i].value);
}

static void
add_header (GString *text, const char *name, const char *value)
{
  g_string_append (text, name);
  g_string_append (text, ": ");
  g_string_append (text, value);
  g_string_append (text, "\r\n");
}

/**
 * perch_reply_text_new:
 * @message: a request; its status and reply headers are set, but for those in every reply
 * @body: the reply's body
 *
 * Writes down the reply to @message as it goes over the wire; to a HEAD, without its body. The
 * headers in every reply come from here: for libsoup to keep them costs more than to write them.
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
    add_header (text, name, value);
  for (gsize i = 0; i < G_N_ELEMENTS (common); i++)
    add_header (text, common[i].name, common[i].value);
  g_string_append (text, "\r\n");
  if (!g_str_equal (soup_server_message_get_method (message), "HEAD"))
    g_string_append_len (text, data, (gssize) length);
  return text;
}
