/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/journal/log-export.h"

#define LONGEST_LINE (8 * 1024 * 1024)

/* Takes lines out of the log, whole, in a thread. */

/* Either @path is set or @max_bytes. */
typedef struct
{
  GPtrArray *parts; /* (owned) (element-type PerchLogPart): nobody changes them any more */
  gsize max_bytes;
  char *path; /* (owned) (nullable) (type filename) */
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_ptr_array_unref (job->parts);
  g_free (job->path);
  g_free (job);
}

static gboolean
write_lines (const PerchLogPart *part,
             GOutputStream *out,
             GCancellable *cancellable,
             GError **error)
{
  g_autoptr (GString) line = g_string_new (NULL);

  for (guint i = 0; i < part->rows->starts->len; i++)
    {
      if (!perch_log_file_read_line (part->file, g_array_index (part->rows->starts, guint32, i),
                                     LONGEST_LINE, line, error))
        return FALSE;
      g_string_append_c (line, '\n');
      if (!g_output_stream_write_all (out, line->str, line->len, NULL, cancellable, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
write_all (Job *job, GOutputStream *out, GCancellable *cancellable, GError **error)
{
  for (guint i = 0; i < job->parts->len; i++)
    if (!write_lines (g_ptr_array_index (job->parts, i), out, cancellable, error))
      return FALSE;
  return TRUE;
}

static GTask *
make_task (GPtrArray *parts,
           gsize max_bytes,
           const char *path,
           GCancellable *cancellable,
           GAsyncReadyCallback callback,
           gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  Job *job = g_new0 (Job, 1);

  job->parts = g_ptr_array_ref (parts);
  job->max_bytes = max_bytes;
  job->path = g_strdup (path);
  g_task_set_task_data (task, job, job_free);
  return task;
}

static void
copy_thread (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  Job *job = task_data;
  g_autofree char *room = g_malloc (job->max_bytes + 1);
  g_autoptr (GOutputStream) out = g_memory_output_stream_new (room, job->max_bytes, NULL, NULL);
  g_autoptr (GError) error = NULL;

  if (!write_all (job, out, cancellable, &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  room[g_memory_output_stream_get_data_size (G_MEMORY_OUTPUT_STREAM (out))] = '\0';
  g_task_return_pointer (task, g_strdup (room), g_free);
}

/**
 * perch_log_copy_async:
 * @parts: (element-type PerchLogPart): from perch_log_parts_extract()
 * @max_bytes: how much it may be
 *
 * Reads lines as one text.
 */
void
perch_log_copy_async (GPtrArray *parts,
                      gsize max_bytes,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (parts != NULL);
  g_return_if_fail (max_bytes > 0);

  task = make_task (parts, max_bytes, NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, perch_log_copy_async);
  g_task_run_in_thread (task, copy_thread);
}

/**
 * perch_log_copy_finish:
 *
 * Returns: (transfer full): the lines, each with its end; %NULL on error: %G_IO_ERROR_NO_SPACE when
 *   they are too long
 */
char *
perch_log_copy_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* To close a file that is being replaced with a cancellable that is cancelled leaves the old one.
 */
static void
give_up (GOutputStream *out)
{
  g_autoptr (GCancellable) cancelled = g_cancellable_new ();

  g_cancellable_cancel (cancelled);
  g_output_stream_close (out, cancelled, NULL);
}

static void
save_thread (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  Job *job = task_data;
  g_autoptr (GFile) file = g_file_new_for_path (job->path);
  g_autoptr (GError) error = NULL;
  g_autoptr (GFileOutputStream) stream =
      g_file_replace (file, NULL, FALSE, G_FILE_CREATE_PRIVATE | G_FILE_CREATE_REPLACE_DESTINATION,
                      cancellable, &error);
  g_autoptr (GOutputStream) out = NULL;

  if (stream != NULL)
    {
      out = g_buffered_output_stream_new_sized (G_OUTPUT_STREAM (stream), 64 * 1024);
      /* To close it flushes, too, but takes what it has for the whole when that fails. */
      if (!write_all (job, out, cancellable, &error) ||
          !g_output_stream_flush (out, cancellable, &error))
        give_up (out);
      else
        g_output_stream_close (out, cancellable, &error);
    }
  if (error != NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_boolean (task, TRUE);
}

/**
 * perch_log_save_async:
 * @parts: (element-type PerchLogPart): from perch_log_parts_extract()
 * @path: (type filename): a file, which is replaced if it is there
 *
 * Saves lines in a file for the person alone, whole or not at all.
 */
void
perch_log_save_async (GPtrArray *parts,
                      const char *path,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (parts != NULL);
  g_return_if_fail (path != NULL);

  task = make_task (parts, 0, path, cancellable, callback, user_data);
  g_task_set_source_tag (task, perch_log_save_async);
  g_task_run_in_thread (task, save_thread);
}

/**
 * perch_log_save_finish:
 *
 * Returns: whether they are saved; else @error (#GIOErrorEnum)
 */
gboolean
perch_log_save_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
