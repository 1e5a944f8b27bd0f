/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/run.h"

#include "backend-manager/line-reader.h"
#include "backend-manager/line-writer.h"
#include "backend-manager/lines-signal.h"

/* How long output may still come after the proof that no process is left. Only a process that was
 * handed the pipe and is not in the tree can hold it open; nobody waits for that one. */
#define LAST_OUTPUT_MS 300

typedef struct
{
  PerchRun *run; /* (unowned): has it */
  PerchLineReader *reader; /* (owned) (nullable): until end of file */
} Stream;

/* One PerchRun is one process tree from its start to the proof of its end. @finished is the guard's
 * word; #PerchRun::ended comes once, after it and after the end of both streams. */
struct _PerchRun
{
  GObject parent_instance;
  PerchGuardClient *guard; /* (owned) */
  PerchLineWriter *input; /* (owned) (nullable) */
  Stream streams[PERCH_STREAM_STDERR + 1];
  GArray *lines; /* (owned) (element-type PerchBackendLine): reused for each batch */
  GSource *last_output; /* (owned) (nullable) */
  gboolean finished;
  gboolean ended;
  gboolean empty;
  guint denied;
};

enum
{
  LINES,
  ENDED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PerchRun, perch_run, G_TYPE_OBJECT)

static void
close_streams (PerchRun *self)
{
  if (self->last_output != NULL)
    g_source_destroy (self->last_output);
  g_clear_pointer (&self->last_output, g_source_unref);
  for (guint i = 0; i < G_N_ELEMENTS (self->streams); i++)
    g_clear_pointer (&self->streams[i].reader, perch_line_reader_free);
  g_clear_pointer (&self->input, perch_line_writer_free);
}

static gboolean
is_silent (PerchRun *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->streams); i++)
    if (self->streams[i].reader != NULL)
      return FALSE;
  return TRUE;
}

static void
end (PerchRun *self)
{
  if (self->ended)
    return;

  self->ended = TRUE;
  close_streams (self);
  g_signal_emit (self, signals[ENDED], 0, self->empty, self->denied);
}

static void
emit_lines (PerchRun *self, PerchStream stream, const PerchLine *lines, gsize n_lines)
{
  if (n_lines == 0)
    return;

  g_array_set_size (self->lines, 0);
  for (gsize i = 0; i < n_lines; i++)
    {
      PerchBackendLine line = { .stream = stream, .line = lines[i] };

      if (stream == PERCH_STREAM_STDOUT && !lines[i].truncated)
        perch_message_scan (lines[i].text, lines[i].length, &line.message);
      g_array_append_val (self->lines, line);
    }
  g_signal_emit (self, signals[LINES], 0, self->lines->data, self->lines->len);
}

static void
lines_cb (const PerchLine *lines, gsize n_lines, gboolean eof, gpointer user_data)
{
  Stream *stream = user_data;
  g_autoptr (PerchRun) self = g_object_ref (stream->run);

  emit_lines (self, (PerchStream) (stream - self->streams), lines, n_lines);
  if (eof)
    g_clear_pointer (&stream->reader, perch_line_reader_free);
  if (eof && self->finished && is_silent (self))
    end (self);
}

static void
listen_to (PerchRun *self, PerchStream stream, int fd)
{
  self->streams[stream].run = self;
  self->streams[stream].reader = perch_line_reader_new (fd, lines_cb, &self->streams[stream]);
}

static gboolean
last_output_is_over_cb (gpointer user_data)
{
  g_autoptr (PerchRun) self = g_object_ref (user_data);

  end (self);
  return G_SOURCE_REMOVE;
}

static void
finished_cb (PerchGuardClient *guard, gboolean empty, guint denied, PerchRun *run)
{
  g_autoptr (PerchRun) self = g_object_ref (run);

  self->finished = TRUE;
  self->empty = empty;
  self->denied = denied;
  if (is_silent (self))
    {
      end (self);
      return;
    }

  self->last_output = g_timeout_source_new (LAST_OUTPUT_MS);
  g_source_set_static_name (self->last_output, "[perch] last output");
  g_source_set_callback (self->last_output, last_output_is_over_cb, self, NULL);
  g_source_attach (self->last_output, g_main_context_get_thread_default ());
}

/**
 * perch_run_new:
 * @error: as perch_guard_client_spawn()
 *
 * Starts a program under a guard and reads what it says. Connect to the signals of the run and of
 * its guard at once: none comes before the main context is iterated.
 *
 * Returns: (transfer full) (nullable):
 */
PerchRun *
perch_run_new (const PerchGuardLaunch *launch, GError **error)
{
  g_autoptr (PerchRun) self = g_object_new (PERCH_TYPE_RUN, NULL);
  PerchGuardPipes pipes;

  if (!perch_guard_client_spawn (self->guard, launch, &pipes, error))
    return NULL;

  self->input = perch_line_writer_new (pipes.input);
  listen_to (self, PERCH_STREAM_STDOUT, pipes.output);
  listen_to (self, PERCH_STREAM_STDERR, pipes.error);
  return g_steal_pointer (&self);
}

/**
 * perch_run_get_guard:
 *
 * Returns: (transfer none): the guard, for its signals and for ending the run
 */
PerchGuardClient *
perch_run_get_guard (PerchRun *self)
{
  g_return_val_if_fail (PERCH_IS_RUN (self), NULL);

  return self->guard;
}

/* After the end of a run there is nobody to write to. */
static gboolean
begin_input (PerchRun *self, GError **error)
{
  PerchLineReader *output = self->streams[PERCH_STREAM_STDOUT].reader;

  if (self->input == NULL)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CLOSED, "The backend has ended");
      return FALSE;
    }
  if (output != NULL)
    perch_line_reader_expect (output);
  return TRUE;
}

/**
 * perch_run_send_line:
 * @error: as perch_line_writer_send(), or %G_IO_ERROR_CLOSED
 *
 * Sends a line to the program's stdin.
 */
gboolean
perch_run_send_line (PerchRun *self, const char *line, gsize length, GError **error)
{
  g_return_val_if_fail (PERCH_IS_RUN (self), FALSE);

  return begin_input (self, error) && perch_line_writer_send (self->input, line, length, error);
}

/**
 * perch_run_send_pieces:
 * @error: as perch_run_send_line()
 *
 * Sends a line to the program's stdin; see perch_line_writer_send_pieces().
 */
gboolean
perch_run_send_pieces (
    PerchRun *self, guint tag, GBytes *const *pieces, guint n_pieces, GError **error)
{
  g_return_val_if_fail (PERCH_IS_RUN (self), FALSE);

  return begin_input (self, error) &&
         perch_line_writer_send_pieces (self->input, tag, pieces, n_pieces, error);
}

/**
 * perch_run_withdraw:
 *
 * Forgets a line of which the program has nothing yet; see perch_line_writer_withdraw().
 */
void
perch_run_withdraw (PerchRun *self, guint tag)
{
  g_return_if_fail (PERCH_IS_RUN (self));

  if (self->input != NULL)
    perch_line_writer_withdraw (self->input, tag);
}

static void
perch_run_dispose (GObject *object)
{
  PerchRun *self = PERCH_RUN (object);

  close_streams (self);
  g_clear_object (&self->guard);
  G_OBJECT_CLASS (perch_run_parent_class)->dispose (object);
}

static void
perch_run_finalize (GObject *object)
{
  PerchRun *self = PERCH_RUN (object);

  g_array_unref (self->lines);
  G_OBJECT_CLASS (perch_run_parent_class)->finalize (object);
}

static void
perch_run_class_init (PerchRunClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = perch_run_dispose;
  object_class->finalize = perch_run_finalize;

  /**
   * PerchRun::lines:
   * @lines: (array length=n_lines) (element-type PerchBackendLine): valid during the call only
   * @n_lines: never 0
   */
  signals[LINES] = perch_lines_signal_new (PERCH_TYPE_RUN);
  /**
   * PerchRun::ended:
   * @empty: no process of the run is left
   * @denied: how many are left when @empty is %FALSE
   *
   * The last signal, after all output.
   */
  signals[ENDED] = g_signal_new ("ended", PERCH_TYPE_RUN, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 2, G_TYPE_BOOLEAN, G_TYPE_UINT);
}

static void
perch_run_init (PerchRun *self)
{
  self->lines = g_array_new (FALSE, FALSE, sizeof (PerchBackendLine));
  self->guard = perch_guard_client_new ();
  g_signal_connect_object (self->guard, "finished", G_CALLBACK (finished_cb), self, 0);
}
