/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/line-reader.h"

#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <unistd.h>

#define PIPE_BYTES (1024 * 1024)
#define READ_BYTES (64 * 1024)

/* Lines are handed over in batches, and the clock is read between two batches: so the main loop
 * is held for this long and at most one batch more. */
#define BUDGET_US 1000

/* A child that flushes each line would wake us for each. When it has done so LIVELY_LINES times
 * within a tick, we look at the pipe once a tick instead, until a tick brings fewer than
 * CALM_LINES. In a dialogue both are BUSY_LINES, which lies above what requests and answers reach:
 * they must not wait for ticks. A flood that could fill the pipe within a tick makes the ticks
 * shorter. */
#define TICK_US 4000
#define FAST_TICK_US 1000
#define LIVELY_LINES 6
#define CALM_LINES 3
#define BUSY_LINES 32

/* So long after a word to the child it is still a dialogue. */
#define DIALOGUE_US G_USEC_PER_SEC

/**
 * Mode:
 * @MODE_WAITING: the descriptor wakes us
 * @MODE_TICKING: the clock wakes us
 * @MODE_MORE: there is more to read, and we go on after all other sources had a turn
 * @MODE_ENDED: the stream has ended
 */
typedef enum
{
  MODE_WAITING,
  MODE_TICKING,
  MODE_MORE,
  MODE_ENDED,
} Mode;

/* @fd and @source are there in all modes but MODE_ENDED. Once @freed, only the memory is left, and
 * it goes when the dispatch in which this happened ends. */
struct _PerchLineReader
{
  int fd; /* (owned) */
  PerchLinesFunc func;
  gpointer user_data;
  PerchLineBuffer *buffer; /* (owned) */
  GSource *source; /* (owned) (nullable) */
  gpointer fd_tag;
  Mode mode;
  gboolean had_turn; /* in MODE_MORE: the other sources had theirs */
  gsize pipe_bytes; /* what fits into the pipe */
  gint64 window_start; /* of the tick in which @wakeups are counted */
  guint wakeups;
  guint64 tick_lines; /* in MODE_TICKING: how many made us tick */
  gint64 dialogue_end;
  guint64 n_bytes;
  guint64 n_lines;
  gboolean dispatching;
  gboolean freed;
};

typedef struct
{
  GSource parent;
  PerchLineReader *reader; /* (unowned): destroys the source before it goes */
} LineSource;

/* Returns: whether all whole lines were handed over, and we were not freed by that. */
static gboolean
hand_over (PerchLineReader *self, gint64 deadline)
{
  for (;;)
    {
      const PerchLine *lines;
      gsize n_lines = perch_line_buffer_next (self->buffer, &lines);

      if (n_lines == 0)
        return TRUE;
      self->n_lines += n_lines;
      self->func (lines, n_lines, FALSE, self->user_data);
      if (self->freed)
        return FALSE;
      if (g_get_monotonic_time () >= deadline)
        return !perch_line_buffer_has_rest (self->buffer);
    }
}

/* Reads and hands over until nothing is left, the time is up or the callback has freed us, which
 * the caller has to look at first.
 * Returns: the mode to go on in; MODE_WAITING when the pipe is empty */
static Mode
drain (PerchLineReader *self, gint64 deadline)
{
  gboolean empty = FALSE;

  for (;;)
    {
      char *room;
      gssize n_read;

      if (!hand_over (self, deadline))
        return MODE_MORE;
      room = perch_line_buffer_reserve (self->buffer, READ_BYTES);
      if (empty)
        return MODE_WAITING;
      if (g_get_monotonic_time () >= deadline)
        return MODE_MORE;

      n_read = read (self->fd, room, READ_BYTES);
      if (n_read < 0 && errno == EINTR)
        continue;
      if (n_read < 0 && errno == EAGAIN)
        return MODE_WAITING;
      if (n_read <= 0)
        return MODE_ENDED; /* or an error such as the EIO of a terminal: nothing more will come */

      perch_line_buffer_commit (self->buffer, n_read);
      self->n_bytes += n_read;
      empty = n_read < READ_BYTES;
    }
}

static void
set_mode (PerchLineReader *self, Mode mode, gint64 ready_time)
{
  /* A change wakes the main loop through its eventfd, so only when there is one. */
  if ((mode == MODE_WAITING) != (self->mode == MODE_WAITING))
    g_source_modify_unix_fd (self->source, self->fd_tag, mode == MODE_WAITING ? G_IO_IN : 0);
  g_source_set_ready_time (self->source, ready_time);
  self->mode = mode;
  self->had_turn = FALSE;
}

static void
close_stream (PerchLineReader *self)
{
  self->mode = MODE_ENDED;
  g_source_destroy (self->source);
  g_clear_pointer (&self->source, g_source_unref);
  close (self->fd);
  self->fd = -1;
}

static void
finish (PerchLineReader *self)
{
  const PerchLine *lines;
  gsize n_lines = perch_line_buffer_finish (self->buffer, &lines);

  close_stream (self);
  self->func (lines, n_lines, TRUE, self->user_data);
}

/* Takes note of how fast lines come.
 * Returns: whether it is better to look at the pipe once a tick */
static gboolean
note_pace (PerchLineReader *self, guint64 n_lines, gint64 now)
{
  gboolean is_dialogue = now < self->dialogue_end;

  if (self->mode != MODE_WAITING)
    {
      self->wakeups = 0;
      self->tick_lines = n_lines;
      return self->mode == MODE_MORE || n_lines >= (is_dialogue ? BUSY_LINES : CALM_LINES);
    }
  if (now - self->window_start > TICK_US)
    {
      self->window_start = now;
      self->wakeups = 0;
    }
  self->tick_lines = ++self->wakeups;
  return self->wakeups >= (is_dialogue ? BUSY_LINES : LIVELY_LINES);
}

/* The pipe is empty, after @n_lines and @n_bytes in this dispatch. */
static void
wait_for_more (PerchLineReader *self, guint64 n_lines, guint64 n_bytes)
{
  gint64 now = g_get_monotonic_time ();

  if (!note_pace (self, n_lines, now))
    set_mode (self, MODE_WAITING, -1);
  else if (n_bytes >= self->pipe_bytes / 4)
    set_mode (self, MODE_TICKING, now + FAST_TICK_US);
  else
    set_mode (self, MODE_TICKING, now + TICK_US);
}

static void
destroy (PerchLineReader *self)
{
  perch_line_buffer_free (self->buffer);
  g_free (self);
}

/* While there is more, one turn of the main loop is given away between two dispatches: a source
 * that is always ready would keep those of lower priority, such as redrawing, from ever running. */
static gboolean
line_source_prepare (GSource *source, int *timeout)
{
  PerchLineReader *self = ((LineSource *) source)->reader;

  *timeout = -1;
  if (self->mode != MODE_MORE)
    return FALSE;
  if (self->had_turn)
    return TRUE;

  self->had_turn = TRUE;
  *timeout = 0;
  return FALSE;
}

static gboolean
line_source_dispatch (GSource *source, GSourceFunc callback, gpointer user_data)
{
  PerchLineReader *self = ((LineSource *) source)->reader;
  guint64 n_lines = self->n_lines;
  guint64 n_bytes = self->n_bytes;
  Mode next;

  g_return_val_if_fail (!self->dispatching, G_SOURCE_CONTINUE);

  self->dispatching = TRUE;
  next = drain (self, g_get_monotonic_time () + BUDGET_US);
  if (!self->freed && next == MODE_ENDED)
    finish (self);
  self->dispatching = FALSE;

  if (self->freed)
    destroy (self);
  else if (next == MODE_MORE)
    set_mode (self, MODE_MORE, -1);
  else if (next == MODE_WAITING)
    wait_for_more (self, self->n_lines - n_lines, self->n_bytes - n_bytes);

  return G_SOURCE_CONTINUE; /* close_stream() is what ends the source */
}

static GSourceFuncs line_source_funcs = {
  .prepare = line_source_prepare,
  .dispatch = line_source_dispatch,
};

/**
 * perch_line_reader_new:
 * @fd: (transfer full): the reading end of a pipe; made non-blocking, closed at the end of the
 *   stream or with the reader
 * @func: gets the lines
 *
 * Reads @fd to its end and hands the lines to @func, in the thread-default main context of the
 * caller. The pipe is emptied as fast as it fills, whatever is then done with the lines; it is made
 * as large as the system allows, up to 1 MiB. What a line is, perch_line_buffer_new() says.
 *
 * @func may free the reader, but must not run the main loop; the lines that it was given stay valid
 * until it returns.
 *
 * Returns: (transfer full): a reader, to be freed with perch_line_reader_free()
 */
PerchLineReader *
perch_line_reader_new (int fd, PerchLinesFunc func, gpointer user_data)
{
  PerchLineReader *self = NULL;
  int pipe_bytes;

  g_return_val_if_fail (fd >= 0, NULL);
  g_return_val_if_fail (func != NULL, NULL);

  g_unix_set_fd_nonblocking (fd, TRUE, NULL);
  pipe_bytes = fcntl (fd, F_SETPIPE_SZ, PIPE_BYTES);
  if (pipe_bytes < 0) /* a user's pipes together are limited, and a socket has no such size */
    pipe_bytes = fcntl (fd, F_GETPIPE_SZ);

  self = g_new0 (PerchLineReader, 1);
  self->fd = fd;
  self->func = func;
  self->user_data = user_data;
  self->buffer = perch_line_buffer_new ();
  self->pipe_bytes = pipe_bytes > 0 ? pipe_bytes : READ_BYTES;

  self->source = g_source_new (&line_source_funcs, sizeof (LineSource));
  ((LineSource *) self->source)->reader = self;
  g_source_set_static_name (self->source, "perch-line-reader");
  self->fd_tag = g_source_add_unix_fd (self->source, fd, G_IO_IN);
  /* It does not, but one that can't is taken out of the main loop and put back into it for each
   * dispatch, and both wake the loop through its eventfd. */
  g_source_set_can_recurse (self->source, TRUE);
  g_source_attach (self->source, g_main_context_get_thread_default ());

  return self;
}

/**
 * perch_line_reader_free:
 * @self: (transfer full): a reader
 *
 * Closes the descriptor when the stream has not ended yet; the callback is not called any more,
 * and what was not handed over is lost.
 */
void
perch_line_reader_free (PerchLineReader *self)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (!self->freed);

  if (self->mode != MODE_ENDED)
    close_stream (self);
  self->freed = TRUE;
  if (!self->dispatching)
    destroy (self);
}

/**
 * perch_line_reader_expect:
 * @self: a reader whose stream may have ended
 *
 * To be called when something was said to the child, which may answer: the answer must not wait
 * longer than it has to.
 */
void
perch_line_reader_expect (PerchLineReader *self)
{
  g_return_if_fail (self != NULL);

  self->dialogue_end = g_get_monotonic_time () + DIALOGUE_US;
  if (self->mode == MODE_TICKING && self->tick_lines < BUSY_LINES && !self->dispatching)
    set_mode (self, MODE_WAITING, -1);
}

/**
 * perch_line_reader_get_bytes:
 *
 * Returns: how many bytes were read so far
 */
guint64
perch_line_reader_get_bytes (PerchLineReader *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->n_bytes;
}
