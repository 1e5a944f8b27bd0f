/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/journal/log-look.h"

#include "app/journal/journal-file.h"

/* One look at all files of the log, in a thread. */

/* @known has, oldest first, the files that were looked at before, with no rows but the place up to
 * which they were. */
typedef struct
{
  char *directory; /* (owned) (type filename) */
  PerchLogQuery *query; /* (owned) */
  GPtrArray *known; /* (owned) (element-type PerchLogPart) */
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_free (job->directory);
  perch_log_query_unref (job->query);
  g_ptr_array_unref (job->known);
  g_free (job);
}

/**
 * perch_log_part_new:
 * @file: a file
 * @rows: (transfer full): its lines
 *
 * Returns: (transfer full):
 */
PerchLogPart *
perch_log_part_new (PerchLogFile *file, PerchLogRows *rows)
{
  PerchLogPart *self = g_new0 (PerchLogPart, 1);

  self->file = perch_log_file_ref (file);
  self->rows = rows;
  return self;
}

/**
 * perch_log_part_free:
 * @self: (transfer full): a part
 */
void
perch_log_part_free (PerchLogPart *self)
{
  perch_log_file_unref (self->file);
  perch_log_rows_free (self->rows);
  g_free (self);
}

static gboolean
contains (const GPtrArray *parts, const PerchLogFile *file)
{
  for (guint i = 0; i < parts->len; i++)
    {
      const PerchLogPart *part = g_ptr_array_index (parts, i);

      if (perch_log_file_is_same (part->file, file))
        return TRUE;
    }
  return FALSE;
}

/* What is known of @file, if it is; else it is looked at from its begin, as it is when somebody has
 * emptied it. */
static PerchLogPart *
begin_part (Job *job, PerchLogFile *file)
{
  for (guint i = 0; i < job->known->len; i++)
    {
      const PerchLogPart *known = g_ptr_array_index (job->known, i);

      if (perch_log_file_is_same (known->file, file) &&
          perch_log_file_get_size (file) >= known->rows->end)
        return perch_log_part_new (known->file, perch_log_rows_new (known->rows->end));
    }
  return perch_log_part_new (file, perch_log_rows_new (0));
}

/* From the newest on: a rotation in between moves files from names that come earlier to names that
 * come later, so that none is missed, and some are met twice.
 *
 * Returns: (transfer full) (nullable): the parts, oldest first */
static GPtrArray *
list_files (Job *job, GError **error)
{
  g_autoptr (GPtrArray) parts =
      g_ptr_array_new_with_free_func ((GDestroyNotify) perch_log_part_free);

  for (guint age = 0; age <= PERCH_JOURNAL_OLD_FILES; age++)
    {
      g_autofree char *path =
          perch_journal_file_build_path (job->directory, PERCH_JOURNAL_TEXT_NAME, age);
      g_autoptr (GError) local_error = NULL;
      g_autoptr (PerchLogFile) file = perch_log_file_open (path, &local_error);

      if (local_error != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          return NULL;
        }
      if (file != NULL && !contains (parts, file))
        g_ptr_array_insert (parts, 0, begin_part (job, file));
    }
  return g_steal_pointer (&parts);
}

static void
look_thread (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  Job *job = task_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) parts = list_files (job, &error);

  for (guint i = 0; error == NULL && i < parts->len; i++)
    {
      PerchLogPart *part = g_ptr_array_index (parts, i);

      perch_log_file_scan (part->file, job->query, part->rows, cancellable, &error);
    }
  if (error != NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_pointer (task, g_steal_pointer (&parts), (GDestroyNotify) g_ptr_array_unref);
}

/**
 * perch_log_look_async:
 * @directory: (type filename): where the logs are; they need not be there yet
 * @query: which lines are wanted
 * @known: (element-type PerchLogPart): what former looks have found, oldest first
 *
 * Finds the wanted lines that have come since, in all files of the text log.
 */
void
perch_log_look_async (const char *directory,
                      PerchLogQuery *query,
                      const GPtrArray *known,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Job *job = NULL;

  g_return_if_fail (directory != NULL);
  g_return_if_fail (query != NULL);
  g_return_if_fail (known != NULL);

  job = g_new0 (Job, 1);
  job->directory = g_strdup (directory);
  job->query = perch_log_query_ref (query);
  job->known = g_ptr_array_new_with_free_func ((GDestroyNotify) perch_log_part_free);
  for (guint i = 0; i < known->len; i++)
    {
      const PerchLogPart *part = g_ptr_array_index (known, i);

      g_ptr_array_add (job->known,
                       perch_log_part_new (part->file, perch_log_rows_new (part->rows->end)));
    }
  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, perch_log_look_async);
  g_task_set_task_data (task, job, job_free);
  g_task_run_in_thread (task, look_thread);
}

/**
 * perch_log_look_finish:
 *
 * Returns: (transfer full) (element-type PerchLogPart): the files that are there, oldest first,
 * with the rows that are new in them; of a file that was known, the same object. %NULL on error
 *   (#GIOErrorEnum)
 */
GPtrArray *
perch_log_look_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
