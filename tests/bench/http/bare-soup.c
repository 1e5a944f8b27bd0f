/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

/* The least that a server with libsoup can be: it checks nothing and always says the same.
 * `bare-soup PORT FILE accept|listen`: with "accept" it accepts connections as Perch does, and each
 * ends with its first reply; with "listen" libsoup does, and keeps connections alive. */

#include <libsoup/soup.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>

#define BATCH 64
#define BACKLOG 512

typedef struct
{
  SoupServer *server;
  GSocketAddress *address;
  GBytes *body;
} Bare;

static void
answer_cb (SoupServer *server,
           SoupServerMessage *message,
           const char *path,
           GHashTable *query,
           gpointer user_data)
{
  Bare *bare = user_data;

  soup_server_message_set_status (message, SOUP_STATUS_OK, NULL);
  soup_message_headers_set_content_type (soup_server_message_get_response_headers (message),
                                         "application/json", NULL);
  soup_message_body_append_bytes (soup_server_message_get_response_body (message), bare->body);
}

static gboolean
acceptable_cb (GSocket *listener, GIOCondition condition, gpointer user_data)
{
  Bare *bare = user_data;

  for (guint n = 0; n < BATCH; n++)
    {
      g_autoptr (GSocket) socket = g_socket_accept (listener, NULL, NULL);
      g_autoptr (GSocketConnection) connection = NULL;

      if (socket == NULL)
        break;
      g_socket_set_option (socket, IPPROTO_TCP, TCP_NODELAY, TRUE, NULL);
      connection = g_socket_connection_factory_create_connection (socket);
      soup_server_accept_iostream (bare->server, G_IO_STREAM (connection), bare->address,
                                   bare->address, NULL);
    }
  return G_SOURCE_CONTINUE;
}

static gboolean
accept_by_hand (Bare *bare, GError **error)
{
  g_autoptr (GSocket) listener =
      g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_DEFAULT, error);
  g_autoptr (GSource) source = NULL;

  if (listener == NULL)
    return FALSE;
  g_socket_set_blocking (listener, FALSE);
  g_socket_set_listen_backlog (listener, BACKLOG);
  if (!g_socket_bind (listener, bare->address, TRUE, error) || !g_socket_listen (listener, error))
    return FALSE;
  source = g_socket_create_source (listener, G_IO_IN, NULL);
  g_source_set_callback (source, G_SOURCE_FUNC (acceptable_cb), bare, NULL);
  g_source_attach (source, NULL);
  return TRUE;
}

int
main (int argc, char **argv)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GError) error = NULL;
  Bare bare = { 0 };
  char *text = NULL;
  gsize length = 0;

  if (argc != 4)
    {
      g_printerr ("Usage: bare-soup PORT FILE accept|listen\n");
      return 2;
    }
  if (!g_file_get_contents (argv[2], &text, &length, &error))
    g_error ("%s", error->message);
  bare.body = g_bytes_new_take (text, length);
  bare.address = g_inet_socket_address_new_from_string (
      "127.0.0.1", (guint) g_ascii_strtoull (argv[1], NULL, 10));
  bare.server = soup_server_new (NULL, NULL);
  soup_server_add_handler (bare.server, NULL, answer_cb, &bare, NULL);
  if (g_str_equal (argv[3], "accept") ? !accept_by_hand (&bare, &error)
                                      : !soup_server_listen (bare.server, bare.address, 0, &error))
    g_error ("%s", error->message);
  g_main_loop_run (loop);
  return 0;
}
