/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "tests/unit/app/raw-client.h"

#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/* A client without any knowledge of HTTP, in the same thread and main loop as the server under
 * test. */

/* Long enough for a busy machine; reached only when a test fails. */
#define WATCHDOG_S 60

static gboolean
watchdog_cb (gpointer user_data)
{
  g_error ("What the test waits for does not happen");
  return G_SOURCE_REMOVE;
}

/**
 * raw_wait:
 * @condition: looked at after each turn of the main loop
 * @user_data: for @condition
 *
 * Runs the main loop until @condition holds.
 */
void
raw_wait (gboolean (*condition) (gpointer user_data), gpointer user_data)
{
  guint watchdog = g_timeout_add_seconds (WATCHDOG_S, watchdog_cb, NULL);

  while (!condition (user_data))
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (watchdog);
}

GSocket *
raw_connect (GSocketAddress *address)
{
  g_autoptr (GSocket) socket = NULL;
  g_autoptr (GError) error = NULL;

  socket = g_socket_new (g_socket_address_get_family (address), G_SOCKET_TYPE_STREAM,
                         G_SOCKET_PROTOCOL_DEFAULT, &error);
  g_assert_no_error (error);
  g_socket_connect (socket, address, NULL, &error);
  g_assert_no_error (error);
  return g_steal_pointer (&socket);
}

typedef struct
{
  const char *text;
  gsize length;
} Sending;

/* Sends as much as the kernel takes now. */
static gboolean
writable_cb (GSocket *socket, GIOCondition condition, gpointer user_data)
{
  Sending *sending = user_data;
  g_autoptr (GError) error = NULL;
  gssize sent =
      g_socket_send_with_blocking (socket, sending->text, sending->length, FALSE, NULL, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    return G_SOURCE_CONTINUE;
  g_assert_no_error (error);
  sending->text += sent;
  sending->length -= (gsize) sent;
  return G_SOURCE_CONTINUE;
}

static gboolean
sending_done (gpointer user_data)
{
  return ((Sending *) user_data)->length == 0;
}

/**
 * raw_send:
 *
 * Sends all of @text. Where that is more than the kernel keeps for a socket the main loop runs, so
 * that the server can read.
 */
void
raw_send (GSocket *socket, const char *text)
{
  Sending sending = { text, strlen (text) };
  g_autoptr (GSource) source = NULL;

  writable_cb (socket, G_IO_OUT, &sending);
  if (sending_done (&sending))
    return;
  source = g_socket_create_source (socket, G_IO_OUT, NULL);
  g_source_set_callback (source, G_SOURCE_FUNC (writable_cb), &sending, NULL);
  g_source_attach (source, NULL);
  raw_wait (sending_done, &sending);
  g_source_destroy (source);
}

typedef struct
{
  GString *text;
  gboolean done;
} Reading;

static gboolean
readable_cb (GSocket *socket, GIOCondition condition, gpointer user_data)
{
  Reading *reading = user_data;
  char buffer[4096];
  gssize length = g_socket_receive (socket, buffer, sizeof buffer, NULL, NULL);

  if (length > 0)
    {
      g_string_append_len (reading->text, buffer, length);
      return G_SOURCE_CONTINUE;
    }
  reading->done = TRUE;
  return G_SOURCE_REMOVE;
}

static gboolean
reading_done (gpointer user_data)
{
  return ((Reading *) user_data)->done;
}

/**
 * raw_read_all:
 *
 * Returns: (transfer full): everything the server sends until it closes
 */
char *
raw_read_all (GSocket *socket)
{
  Reading reading = { g_string_new (NULL), FALSE };
  g_autoptr (GSource) source = g_socket_create_source (socket, G_IO_IN, NULL);

  g_source_set_callback (source, G_SOURCE_FUNC (readable_cb), &reading, NULL);
  g_source_attach (source, NULL);
  raw_wait (reading_done, &reading);
  g_source_destroy (source);
  return g_string_free (reading.text, FALSE);
}

/**
 * raw_exchange:
 *
 * Returns: (transfer full): what the server answers to @request before it closes
 */
char *
raw_exchange (GSocketAddress *address, const char *request)
{
  g_autoptr (GSocket) socket = raw_connect (address);

  raw_send (socket, request);
  return raw_read_all (socket);
}

/**
 * raw_fork:
 *
 * Runs @func in a child; raw_join() says whether it returned %TRUE. The child tells so by the
 * signal it ends with, since valgrind has its own ideas of the exit status of a child that never
 * freed what its parent had allocated.
 *
 * Returns: the child
 */
pid_t
raw_fork (gboolean (*func) (gpointer user_data), gpointer user_data)
{
  pid_t child = fork ();

  g_assert_cmpint (child, !=, -1);
  if (child == 0)
    {
      if (func (user_data))
        raise (SIGUSR1);
      _exit (1);
    }
  return child;
}

void
raw_join (pid_t child)
{
  int status = 0;

  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFSIGNALED (status));
  g_assert_cmpint (WTERMSIG (status), ==, SIGUSR1);
}

/* Two sockets that are connected to each other. */
void
raw_pair (GSocket *sockets[2])
{
  int fds[2] = { -1, -1 };

  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds), ==, 0);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GError) error = NULL;

      sockets[i] = g_socket_new_from_fd (fds[i], &error);
      g_assert_no_error (error);
    }
}

/* Returns: (transfer full): all that has arrived by now */
GBytes *
raw_read_ready (GSocket *socket)
{
  GByteArray *bytes = g_byte_array_new ();
  char buffer[4096];
  gssize length = 0;

  while ((length = g_socket_receive_with_blocking (socket, buffer, sizeof buffer, FALSE, NULL,
                                                   NULL)) > 0)
    g_byte_array_append (bytes, (const guint8 *) buffer, (guint) length);
  return g_byte_array_free_to_bytes (bytes);
}
