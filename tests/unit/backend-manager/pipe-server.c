/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "tests/unit/backend-manager/pipe-server.h"

#include <gio/gunixsocketaddress.h>
#include <string.h>

/* A server of lines on the main loop of the test. @stopped is set while a @serial one serves
 * somebody. */
struct _PerchPipeServer
{
  GSocketService *service;
  GPtrArray *connections; /* (element-type GSocketConnection): that are open */
  guint n_connections; /* so far */
  gboolean serial;
  PerchPipeServerFunc func;
  gpointer user_data;
};

typedef struct
{
  PerchPipeServer *server;
  GDataInputStream *input;
  GSocketConnection *connection;
} Reader;

static void read_line (Reader *reader);

static void
reader_free (Reader *reader)
{
  g_object_unref (reader->input);
  g_object_unref (reader->connection);
  g_free (reader);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Reader *reader = user_data;
  PerchPipeServer *server = reader->server;
  g_autoptr (GError) error = NULL;
  g_autofree char *line =
      g_data_input_stream_read_line_finish (reader->input, result, NULL, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      reader_free (reader);
      return;
    }
  if (line == NULL)
    {
      g_io_stream_close (G_IO_STREAM (reader->connection), NULL, NULL);
      g_ptr_array_remove (server->connections, reader->connection);
      if (server->serial)
        g_socket_service_start (server->service);
      reader_free (reader);
      return;
    }
  server->func (server, reader->connection, line, server->user_data);
  read_line (reader);
}

static void
read_line (Reader *reader)
{
  g_data_input_stream_read_line_async (
      reader->input, G_PRIORITY_DEFAULT,
      g_object_get_data (G_OBJECT (reader->connection), "cancellable"), read_cb, reader);
}

static gboolean
incoming_cb (GSocketService *service,
             GSocketConnection *connection,
             GObject *source,
             gpointer user_data)
{
  PerchPipeServer *self = user_data;
  Reader *reader = g_new0 (Reader, 1);

  self->n_connections++;
  g_ptr_array_add (self->connections, g_object_ref (connection));
  g_object_set_data_full (G_OBJECT (connection), "cancellable", g_cancellable_new (),
                          g_object_unref);
  if (self->serial)
    g_socket_service_stop (service);
  reader->server = self;
  reader->connection = g_object_ref (connection);
  reader->input = g_data_input_stream_new (g_io_stream_get_input_stream (G_IO_STREAM (connection)));
  g_filter_input_stream_set_close_base_stream (G_FILTER_INPUT_STREAM (reader->input), FALSE);
  read_line (reader);
  return TRUE;
}

PerchPipeServer *
perch_pipe_server_new (const char *path, PerchPipeServerFunc func, gpointer user_data)
{
  PerchPipeServer *self = g_new0 (PerchPipeServer, 1);
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (path);
  g_autoptr (GError) error = NULL;

  self->func = func;
  self->user_data = user_data;
  self->connections = g_ptr_array_new_with_free_func (g_object_unref);
  self->service = g_socket_service_new ();
  g_socket_listener_add_address (G_SOCKET_LISTENER (self->service), address, G_SOCKET_TYPE_STREAM,
                                 G_SOCKET_PROTOCOL_DEFAULT, NULL, NULL, &error);
  g_assert_no_error (error);
  g_signal_connect (self->service, "incoming", G_CALLBACK (incoming_cb), self);
  return self;
}

/* Serves one connection until its end before it takes another, from the next one on. */
void
perch_pipe_server_set_serial (PerchPipeServer *self)
{
  self->serial = TRUE;
}

/* Closes all connections that are open, and a serial server takes the next then. */
void
perch_pipe_server_hang_up (PerchPipeServer *self)
{
  for (guint i = 0; i < self->connections->len; i++)
    {
      GSocketConnection *connection = g_ptr_array_index (self->connections, i);

      g_cancellable_cancel (g_object_get_data (G_OBJECT (connection), "cancellable"));
      g_socket_close (g_socket_connection_get_socket (connection), NULL);
    }
  g_ptr_array_set_size (self->connections, 0);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  if (self->serial)
    g_socket_service_start (self->service);
}

guint
perch_pipe_server_count_connections (PerchPipeServer *self)
{
  return self->n_connections;
}

guint
perch_pipe_server_count_open (PerchPipeServer *self)
{
  return self->connections->len;
}

void
perch_pipe_server_say (GSocketConnection *connection, const char *bytes, gssize length)
{
  gsize n = length < 0 ? strlen (bytes) : (gsize) length;

  /* What can't be said any more is of no interest: the client has left. */
  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), bytes, n,
                             NULL, NULL, NULL);
}

void
perch_pipe_server_free (PerchPipeServer *self)
{
  self->serial = FALSE;
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  perch_pipe_server_hang_up (self);
  g_object_unref (self->service);
  g_ptr_array_unref (self->connections);
  g_free (self);
}
