/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/journal/journal-writer.h"

#include "app/journal/journal-file.h"

#define KEPT_BYTES (1024 * 1024)
#define BASE_BYTES (64 * 1024)

/* Of @waiting, the first @n_written bytes are in the file. */
typedef struct
{
  PerchJournalFile *file; /* (owned) */
  GString *waiting; /* (owned) */
  gsize n_written;
} Log;

/* @lock guards @writing. While that is set, @logs and @error belong to the thread, else to the
 * owner, who alone uses the other fields. @started lasts from the start of a write to the moment
 * its result is collected. */
struct _PerchJournalWriter
{
  gatomicrefcount ref_count;
  gboolean started;
  GMutex lock;
  GCond done;
  gboolean writing;
  Log logs[2]; /* text and JSON */
  GError *error; /* (owned) (nullable) */
  PerchJournalWrittenFunc func; /* (nullable) */
  gpointer user_data;
};

/**
 * perch_journal_writer_new:
 * @func: called in the thread-default main context of whoever starts it, when a write is done
 *
 * Writes the two logs in a thread, one batch at a time.
 *
 * Returns: (transfer full): a writer, to be given up with perch_journal_writer_detach()
 */
PerchJournalWriter *
perch_journal_writer_new (const char *directory, PerchJournalWrittenFunc func, gpointer user_data)
{
  const char *const names[] = { PERCH_JOURNAL_TEXT_NAME, PERCH_JOURNAL_JSON_NAME };
  PerchJournalWriter *self = g_new0 (PerchJournalWriter, 1);

  g_atomic_ref_count_init (&self->ref_count);
  g_mutex_init (&self->lock);
  g_cond_init (&self->done);
  self->func = func;
  self->user_data = user_data;
  for (guint i = 0; i < G_N_ELEMENTS (self->logs); i++)
    {
      self->logs[i].file = perch_journal_file_new (directory, names[i], PERCH_JOURNAL_FILE_BYTES);
      self->logs[i].waiting = g_string_sized_new (BASE_BYTES);
    }
  return self;
}

static void
unref_writer (PerchJournalWriter *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  for (guint i = 0; i < G_N_ELEMENTS (self->logs); i++)
    {
      perch_journal_file_free (self->logs[i].file);
      g_string_free (self->logs[i].waiting, TRUE);
    }
  g_clear_error (&self->error);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->done);
  g_free (self);
}

/**
 * perch_journal_writer_give_back:
 * @text: (inout) (transfer full): the buffer for the text log
 * @json: (inout) (transfer full): the buffer for the JSON log
 *
 * Gives back the memory of buffers that a flood has made large, as far as they are empty. Must not
 * be called while the writer is running.
 */
void
perch_journal_writer_give_back (PerchJournalWriter *self, GString **text, GString **json)
{
  GString **buffers[] = { text, json, &self->logs[0].waiting, &self->logs[1].waiting };

  for (guint i = 0; i < G_N_ELEMENTS (buffers); i++)
    if ((*buffers[i])->len == 0 && (*buffers[i])->allocated_len > KEPT_BYTES)
      {
        g_string_free (*buffers[i], TRUE);
        *buffers[i] = g_string_sized_new (BASE_BYTES);
      }
}

/**
 * perch_journal_writer_detach:
 * @self: (transfer full): a writer
 *
 * Gives the writer up: its function is not called any more. What a thread writes at the moment is
 * still written.
 */
void
perch_journal_writer_detach (PerchJournalWriter *self)
{
  g_return_if_fail (self != NULL);

  self->func = NULL;
  unref_writer (self);
}

/**
 * perch_journal_writer_is_running:
 *
 * Returns: whether a write was started whose result was not collected yet
 */
gboolean
perch_journal_writer_is_running (PerchJournalWriter *self)
{
  return self->started;
}

/**
 * perch_journal_writer_has_rest:
 *
 * Must not be called while the writer is running.
 *
 * Returns: whether something is left of a write that failed
 */
gboolean
perch_journal_writer_has_rest (PerchJournalWriter *self)
{
  return self->logs[0].waiting->len > 0 || self->logs[1].waiting->len > 0;
}

static void
write_thread (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  PerchJournalWriter *self = task_data;

  /* Both are tried; the first thing that went wrong is told. */
  for (guint i = 0; i < G_N_ELEMENTS (self->logs); i++)
    {
      Log *log = &self->logs[i];

      if (perch_journal_file_write (log->file, log->waiting->str, log->waiting->len,
                                    &log->n_written, self->error == NULL ? &self->error : NULL))
        {
          g_string_truncate (log->waiting, 0);
          log->n_written = 0;
        }
    }

  g_mutex_lock (&self->lock);
  self->writing = FALSE;
  g_cond_broadcast (&self->done);
  g_mutex_unlock (&self->lock);
  g_task_return_boolean (task, TRUE);
}

static void
written_cb (GObject *source_object, GAsyncResult *result, gpointer user_data)
{
  PerchJournalWriter *self = user_data;

  /* The result may have been collected already by somebody who waited for it. */
  if (self->func != NULL && self->started && perch_journal_writer_wait (self, 0))
    self->func (self->user_data);
  unref_writer (self);
}

/**
 * perch_journal_writer_start:
 * @text: (inout) (transfer full): lines for the text log
 * @json: (inout) (transfer full): lines for the JSON log
 *
 * Writes what is left of a write that failed; when there is nothing, it takes the lines and leaves
 * empty buffers in their place. Must not be called while the writer is running.
 */
void
perch_journal_writer_start (PerchJournalWriter *self, GString **text, GString **json)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (!perch_journal_writer_is_running (self));

  if (!perch_journal_writer_has_rest (self))
    {
      GString *lines[] = { *text, *json };

      *text = g_steal_pointer (&self->logs[0].waiting);
      *json = g_steal_pointer (&self->logs[1].waiting);
      self->logs[0].waiting = lines[0];
      self->logs[1].waiting = lines[1];
    }

  self->started = TRUE;
  self->writing = TRUE;
  g_atomic_ref_count_inc (&self->ref_count);
  task = g_task_new (NULL, NULL, written_cb, self);
  g_task_set_source_tag (task, perch_journal_writer_start);
  g_atomic_ref_count_inc (&self->ref_count);
  g_task_set_task_data (task, self, (GDestroyNotify) unref_writer);
  g_task_run_in_thread (task, write_thread);
}

/**
 * perch_journal_writer_wait:
 * @deadline_us: monotonic time
 *
 * Blocks until no thread writes; for the end of the program.
 *
 * Returns: whether that came before @deadline_us
 */
gboolean
perch_journal_writer_wait (PerchJournalWriter *self, gint64 deadline_us)
{
  gboolean in_time = TRUE;

  g_mutex_lock (&self->lock);
  while (self->writing && in_time)
    in_time = g_cond_wait_until (&self->done, &self->lock, deadline_us);
  g_mutex_unlock (&self->lock);
  return in_time;
}

/**
 * perch_journal_writer_collect:
 *
 * Takes the result of a write that is done; another one may then start.
 *
 * Returns: (transfer full) (nullable): why not all was written
 */
GError *
perch_journal_writer_collect (PerchJournalWriter *self)
{
  g_return_val_if_fail (self->started, NULL);

  self->started = FALSE;
  return g_steal_pointer (&self->error);
}
