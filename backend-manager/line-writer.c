/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/line-writer.h"

#include <errno.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#include <glib-unix.h>

/* What a backend that does not read may let pile up behind the line it is being given, before the
 * next one is refused. Any one line may be longer than this. */
#define MAX_WAITING (8 * 1024 * 1024)

/* What is written before others have their turn. A backend that reads as fast as we write would
 * hold up the main loop for the whole of a long line. */
#define WRITE_A_TURN (512 * 1024)

#define PIECES_A_WRITE 64

/* A line that has not been written to its end. The last of its pieces is the line feed; @length is
 * that of all of them. */
typedef struct
{
  guint tag;
  GBytes *pieces[PERCH_LINE_MAX_PIECES + 1]; /* (owned) */
  guint n_pieces;
  gsize length;
} Line;

/* @source exists exactly while @lines holds something. @written is how much of the first of @lines
 * the backend has, and less than its length; @waiting is what it has not of all of them. After an
 * error @fd is closed and -1. */
struct _PerchLineWriter
{
  int fd; /* (owned) */
  GQueue lines; /* (owned) (element-type Line) */
  gsize written;
  gsize waiting;
  GSource *source; /* (owned) (nullable) */
};

static void
line_free (gpointer data)
{
  Line *line = data;

  for (guint i = 0; i < line->n_pieces; i++)
    g_bytes_unref (line->pieces[i]);
  g_free (line);
}

static void
add_piece (Line *line, GBytes *piece)
{
  line->pieces[line->n_pieces++] = g_bytes_ref (piece);
  line->length += g_bytes_get_size (piece);
}

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
  g_queue_clear_full (&self->lines, line_free);
  self->written = 0;
  self->waiting = 0;
  if (self->fd >= 0)
    close (self->fd);
  self->fd = -1;
}

/* Adds the pieces of @line from @skip bytes on. Returns how many there are now. */
static guint
gather (const Line *line, gsize skip, struct iovec *vectors, guint n_vectors)
{
  for (guint i = 0; i < line->n_pieces && n_vectors < PIECES_A_WRITE; i++)
    {
      gsize size = 0;
      const char *data = g_bytes_get_data (line->pieces[i], &size);

      if (skip < size)
        vectors[n_vectors++] = (struct iovec){ (char *) data + skip, size - skip };
      skip -= MIN (skip, size);
    }
  return n_vectors;
}

static void
take_off (PerchLineWriter *self, gsize length)
{
  Line *line = g_queue_peek_head (&self->lines);

  self->waiting -= length;
  self->written += length;
  while (line != NULL && self->written >= line->length)
    {
      self->written -= line->length;
      line_free (g_queue_pop_head (&self->lines));
      line = g_queue_peek_head (&self->lines);
    }
}

/* Writes as much as the pipe takes, but not more than is right for one turn; FALSE when the reader
 * is gone. */
static gboolean
write_waiting (PerchLineWriter *self)
{
  gsize done = 0;

  while (self->waiting > 0 && done < WRITE_A_TURN)
    {
      struct iovec vectors[PIECES_A_WRITE];
      guint n_vectors = 0;
      gssize n = 0;

      for (GList *l = self->lines.head; l != NULL && n_vectors < PIECES_A_WRITE; l = l->next)
        n_vectors = gather (l->data, l == self->lines.head ? self->written : 0, vectors, n_vectors);
      n = writev (self->fd, vectors, (int) n_vectors);
      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return errno == EAGAIN;
      take_off (self, (gsize) n);
      done += (gsize) n;
    }
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
  if (self->waiting > 0)
    return G_SOURCE_CONTINUE;

  clear_source (self);
  return G_SOURCE_REMOVE;
}

/**
 * perch_line_writer_new:
 * @fd: (transfer full): a pipe or socket to a backend's stdin; made non-blocking
 *
 * A writer that never blocks: what the pipe does not take at once waits in memory, up to 8 MiB
 * behind the line that is being written. Use it in one thread, the one whose thread-default main
 * context is current now. SIGPIPE must be ignored in this process.
 *
 * Returns: (transfer full): free with perch_line_writer_free()
 */
PerchLineWriter *
perch_line_writer_new (int fd)
{
  PerchLineWriter *self = g_new0 (PerchLineWriter, 1);

  g_unix_set_fd_nonblocking (fd, TRUE, NULL);
  self->fd = fd;
  g_queue_init (&self->lines);
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
  g_free (self);
}

static void
wait_for_room (PerchLineWriter *self)
{
  if (self->waiting == 0 || self->source != NULL)
    return;
  self->source = g_unix_fd_source_new (self->fd, G_IO_OUT);
  g_source_set_static_name (self->source, "[perch] backend input");
  g_source_set_callback (self->source, G_SOURCE_FUNC (writable_cb), self, NULL);
  g_source_attach (self->source, g_main_context_get_thread_default ());
}

static gsize
get_behind_first (PerchLineWriter *self)
{
  const Line *first = g_queue_peek_head (&self->lines);

  return first != NULL ? self->waiting - (first->length - self->written) : 0;
}

/* @line: (transfer full) */
static gboolean
send_line (PerchLineWriter *self, Line *line, GError **error)
{
  gsize behind = get_behind_first (self);

  if (self->fd >= 0 && behind > MAX_WAITING)
    {
      line_free (line);
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_BUSY,
                   "The backend does not read its input: %" G_GSIZE_FORMAT " bytes are waiting",
                   self->waiting);
      return FALSE;
    }
  self->waiting += line->length;
  g_queue_push_tail (&self->lines, line);
  if (self->fd < 0 || (self->source == NULL && !write_waiting (self)))
    {
      close_fd (self);
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE,
                           "The backend has closed its input");
      return FALSE;
    }
  wait_for_room (self);
  return TRUE;
}

/**
 * perch_line_writer_send:
 * @line: (array length=length): one line without its end; holds no line feed
 * @error: %G_IO_ERROR_BROKEN_PIPE when the backend has closed its input, %G_IO_ERROR_BUSY when it
 *   has not read for so long that more than 8 MiB wait behind the line it is being given
 *
 * Sends a line whole or, with an error, not at all.
 */
gboolean
perch_line_writer_send (PerchLineWriter *self, const char *line, gsize length, GError **error)
{
  g_autoptr (GBytes) piece = NULL;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (memchr (line, '\n', length) == NULL, FALSE);

  piece = g_bytes_new (line, length);
  return perch_line_writer_send_pieces (self, 0, &piece, 1, error);
}

/**
 * perch_line_writer_send_pieces:
 * @tag: by which it can be withdrawn; 0 for a line that never is
 * @pieces: (array length=n_pieces): what the line is made of, without its end; none of them holds a
 *   line feed, which is up to the caller: they may be long
 * @n_pieces: at most %PERCH_LINE_MAX_PIECES
 * @error: as perch_line_writer_send()
 *
 * Sends a line that stands in several places, without copying it. The pieces are held until they
 * are written.
 */
gboolean
perch_line_writer_send_pieces (
    PerchLineWriter *self, guint tag, GBytes *const *pieces, guint n_pieces, GError **error)
{
  g_autoptr (GBytes) end = g_bytes_new_static ("\n", 1);
  Line *line = NULL;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (n_pieces <= PERCH_LINE_MAX_PIECES, FALSE);

  line = g_new0 (Line, 1);
  line->tag = tag;
  for (guint i = 0; i < n_pieces; i++)
    add_piece (line, pieces[i]);
  add_piece (line, end);
  return send_line (self, line, error);
}

/**
 * perch_line_writer_withdraw:
 * @tag: of a line that was sent; not 0
 *
 * Forgets that line, if the backend has nothing of it yet. If it has some, it gets the rest as
 * well.
 *
 * Returns: whether it was forgotten
 */
gboolean
perch_line_writer_withdraw (PerchLineWriter *self, guint tag)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (tag != 0, FALSE);

  for (GList *l = self->lines.head; l != NULL; l = l->next)
    {
      Line *line = l->data;

      if (line->tag != tag)
        continue;
      if (l == self->lines.head && self->written > 0)
        return FALSE;
      self->waiting -= line->length;
      line_free (line);
      g_queue_delete_link (&self->lines, l);
      if (self->waiting == 0)
        clear_source (self);
      return TRUE;
    }
  return FALSE;
}
