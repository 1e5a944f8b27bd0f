/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/line-writer.h"

#include <errno.h>
#include <unistd.h>

#include <glib-unix.h>

/* What a backend that does not read may let pile up before the next line is refused. One line may
 * be longer than this. */
#define MAX_WAITING (8 * 1024 * 1024)

/* @source exists exactly while @waiting holds something. After an error @fd is closed and -1. */
struct _PerchLineWriter
{
  int fd; /* (owned) */
  GByteArray *waiting; /* (owned) */
  GSource *source; /* (owned) (nullable) */
};

static void
clear_source (PerchLineWriter *self)
{
  if (self->source != NULL)
    g_source_destroy (self->source);
  g_clear_pointer (&self->source, g_source_unref);
}

static void
close_fd (PerchLineWriter *self)
{
  clear_source (self);
  g_byte_array_set_size (self->waiting, 0);
  if (self->fd >= 0)
    close (self->fd);
  self->fd = -1;
}

/* Writes as much as the pipe takes; FALSE when the reader is gone. */
static gboolean
write_waiting (PerchLineWriter *self)
{
  gsize done = 0;

  while (done < self->waiting->len)
    {
      gssize n = write (self->fd, self->waiting->data + done, self->waiting->len - done);

      if (n > 0)
        done += (gsize) n;
      else if (n < 0 && errno == EINTR)
        continue;
      else if (n < 0 && errno == EAGAIN)
        break;
      else
        return FALSE;
    }

  if (done > 0)
    g_byte_array_remove_range (self->waiting, 0, (guint) done);
  return TRUE;
}

static gboolean
writable_cb (int fd, GIOCondition condition, gpointer user_data)
{
  PerchLineWriter *self = user_data;

  if (!write_waiting (self))
    {
      close_fd (self);
      return G_SOURCE_REMOVE;
    }
  if (self->waiting->len > 0)
    return G_SOURCE_CONTINUE;

  clear_source (self);
  return G_SOURCE_REMOVE;
}

/**
 * perch_line_writer_new:
 * @fd: (transfer full): a pipe or socket to a backend's stdin; made non-blocking
 *
 * A writer that never blocks: what the pipe does not take at once waits in memory, up to 8 MiB. Use
 * it in one thread, the one whose thread-default main context is current now. SIGPIPE must be
 * ignored in this process.
 */
PerchLineWriter *
perch_line_writer_new (int fd)
{
  PerchLineWriter *self = g_new0 (PerchLineWriter, 1);

  g_unix_set_fd_nonblocking (fd, TRUE, NULL);
  self->fd = fd;
  self->waiting = g_byte_array_new ();
  return self;
}

/**
 * perch_line_writer_free:
 *
 * Closes the descriptor, which the backend sees as the end of its input, and drops what waits.
 */
void
perch_line_writer_free (PerchLineWriter *self)
{
  g_return_if_fail (self != NULL);

  close_fd (self);
  g_byte_array_unref (self->waiting);
  g_free (self);
}

/**
 * perch_line_writer_send:
 * @line: (array length=length): one line without its end; holds no line feed
 * @error: %G_IO_ERROR_BROKEN_PIPE when the backend has closed its input, %G_IO_ERROR_BUSY when it
 *   has not read for so long that more than 8 MiB wait
 *
 * Sends a line whole or, with an error, not at all.
 */
gboolean
perch_line_writer_send (PerchLineWriter *self, const char *line, gsize length, GError **error)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (memchr (line, '\n', length) == NULL, FALSE);

  if (self->fd >= 0 && self->waiting->len > MAX_WAITING)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_BUSY,
                   "The backend does not read its input: %u bytes are waiting", self->waiting->len);
      return FALSE;
    }
  if (self->fd >= 0)
    {
      g_byte_array_append (self->waiting, (const guint8 *) line, (guint) length);
      g_byte_array_append (self->waiting, (const guint8 *) "\n", 1);
      if (self->source == NULL && !write_waiting (self))
        close_fd (self);
    }
  if (self->fd < 0)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE,
                           "The backend has closed its input");
      return FALSE;
    }

  if (self->waiting->len > 0 && self->source == NULL)
    {
      self->source = g_unix_fd_source_new (self->fd, G_IO_OUT);
      g_source_set_static_name (self->source, "[perch] backend input");
      g_source_set_callback (self->source, G_SOURCE_FUNC (writable_cb), self, NULL);
      g_source_attach (self->source, g_main_context_get_thread_default ());
    }
  return TRUE;
}
