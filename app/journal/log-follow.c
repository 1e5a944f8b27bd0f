/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/journal/log-follow.h"

#define RATE_LIMIT_MS 100

/* @cursor is used by one thread at a time: by that of @busy operations. @next is the task of
 * perch_log_follow_next_async(); while it is there, either a thread reads (@reading), or @monitor
 * is waited for. @changed: something happened to the logs since the latest read began. */
struct _PerchLogFollow
{
  GObject parent_instance;
  char *directory; /* (owned) */
  PerchLogCursor *cursor; /* (owned) */
  GFileMonitor *monitor; /* (owned) (nullable): made when first needed */
  GTask *next; /* (owned) (nullable) */
  GSource *cancelled; /* (owned) (nullable): there as long as @next is, if that can be cancelled */
  gboolean busy;
  gboolean reading;
  gboolean changed;
};

G_DEFINE_FINAL_TYPE (PerchLogFollow, perch_log_follow, G_TYPE_OBJECT)

static void read_next (PerchLogFollow *self);

static void
perch_log_follow_dispose (GObject *object)
{
  PerchLogFollow *self = PERCH_LOG_FOLLOW (object);

  /* A task keeps us alive, so none is there any more. */
  g_clear_object (&self->monitor);
  G_OBJECT_CLASS (perch_log_follow_parent_class)->dispose (object);
}

static void
perch_log_follow_finalize (GObject *object)
{
  PerchLogFollow *self = PERCH_LOG_FOLLOW (object);

  perch_log_cursor_free (self->cursor);
  g_free (self->directory);
  G_OBJECT_CLASS (perch_log_follow_parent_class)->finalize (object);
}

static void
perch_log_follow_class_init (PerchLogFollowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = perch_log_follow_dispose;
  object_class->finalize = perch_log_follow_finalize;
}

static void
perch_log_follow_init (PerchLogFollow *self)
{
}

/**
 * perch_log_follow_new:
 * @directory: where the logs are; they need not be there yet
 * @source: (nullable): only lines of this source: "perch", or the name of a backend
 *
 * Reads the log of a Perch that runs, or has run: its last lines first, when they are asked for,
 * then what comes.
 *
 * Returns: (transfer full): a follower of one of the two logs
 */
PerchLogFollow *
perch_log_follow_new (const char *directory, PerchLogKind kind, const char *source)
{
  PerchLogFollow *self = NULL;

  g_return_val_if_fail (directory != NULL, NULL);

  self = g_object_new (PERCH_TYPE_LOG_FOLLOW, NULL);
  self->directory = g_strdup (directory);
  self->cursor = perch_log_cursor_new (directory, kind, source);
  return self;
}

/**
 * perch_log_follow_take_filter:
 * @filter: (transfer full): only lines that match it count; to be set before anything is read
 */
void
perch_log_follow_take_filter (PerchLogFollow *self, PerchLogFilter *filter)
{
  g_return_if_fail (PERCH_IS_LOG_FOLLOW (self));
  g_return_if_fail (!self->busy);

  perch_log_cursor_take_filter (self->cursor, filter);
}

static void
tail_thread (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  PerchLogFollow *self = source_object;
  g_autoptr (GError) error = NULL;
  GPtrArray *lines = perch_log_cursor_tail (self->cursor, GPOINTER_TO_UINT (task_data), &error);

  if (lines != NULL)
    g_task_return_pointer (task, lines, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/**
 * perch_log_follow_tail_async:
 * @n_lines: how many lines at most
 *
 * Asks for the last lines of the log, also those of files that were rotated. What
 * perch_log_follow_next_async() brings comes after them. One call at a time.
 */
void
perch_log_follow_tail_async (PerchLogFollow *self,
                             guint n_lines,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (PERCH_IS_LOG_FOLLOW (self));
  g_return_if_fail (!self->busy);

  self->busy = TRUE;
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, perch_log_follow_tail_async);
  g_task_set_task_data (task, GUINT_TO_POINTER (n_lines), NULL);
  g_task_run_in_thread (task, tail_thread);
}

/**
 * perch_log_follow_tail_finish:
 *
 * Returns: (transfer full) (element-type utf8): the lines without their ends, oldest first, none
 *   when there is no log; %NULL on error (#GIOErrorEnum)
 */
GPtrArray *
perch_log_follow_tail_finish (PerchLogFollow *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  self->busy = FALSE;
  return g_task_propagate_pointer (G_TASK (result), error);
}

static GTask *
end_next (PerchLogFollow *self)
{
  if (self->cancelled != NULL)
    g_source_destroy (self->cancelled);
  g_clear_pointer (&self->cancelled, g_source_unref);
  return g_steal_pointer (&self->next);
}

static void
more_thread (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  PerchLogFollow *self = source_object;
  g_autoptr (GError) error = NULL;
  GPtrArray *lines = perch_log_cursor_more (self->cursor, &error);

  if (lines != NULL)
    g_task_return_pointer (task, lines, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
more_cb (GObject *source_object, GAsyncResult *result, gpointer user_data)
{
  PerchLogFollow *self = PERCH_LOG_FOLLOW (source_object);
  g_autoptr (GTask) next = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) lines = g_task_propagate_pointer (G_TASK (result), &error);

  self->reading = FALSE;
  if (g_cancellable_is_cancelled (g_task_get_cancellable (self->next)))
    {
      next = end_next (self);
      g_task_return_error_if_cancelled (next);
    }
  else if (lines == NULL)
    {
      next = end_next (self);
      g_task_return_error (next, g_steal_pointer (&error));
    }
  else if (lines->len > 0)
    {
      next = end_next (self);
      g_task_return_pointer (next, g_steal_pointer (&lines), (GDestroyNotify) g_ptr_array_unref);
    }
  else if (self->changed)
    {
      read_next (self);
    }
}

static void
read_next (PerchLogFollow *self)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, more_cb, NULL);

  self->reading = TRUE;
  self->changed = FALSE;
  g_task_set_source_tag (task, read_next);
  g_task_run_in_thread (task, more_thread);
}

static void
changed_cb (PerchLogFollow *self)
{
  self->changed = TRUE;
  if (self->next != NULL && !self->reading)
    read_next (self);
}

/* While a thread reads, more_cb() sees to it. */
static gboolean
cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  PerchLogFollow *self = PERCH_LOG_FOLLOW (user_data);
  g_autoptr (GTask) next = NULL;

  if (self->reading)
    return G_SOURCE_CONTINUE;

  next = end_next (self);
  g_task_return_error_if_cancelled (next);
  return G_SOURCE_REMOVE;
}

static gboolean
start_monitor (PerchLogFollow *self, GError **error)
{
  g_autoptr (GFile) directory = NULL;

  if (self->monitor != NULL)
    return TRUE;

  directory = g_file_new_for_path (self->directory);
  self->monitor = g_file_monitor_directory (directory, G_FILE_MONITOR_NONE, NULL, error);
  if (self->monitor == NULL)
    return FALSE;

  g_file_monitor_set_rate_limit (self->monitor, RATE_LIMIT_MS);
  g_signal_connect_object (self->monitor, "changed", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
  return TRUE;
}

/**
 * perch_log_follow_next_async:
 *
 * Asks for the lines behind those that were returned last, and waits until there are any. Files
 * that are rotated in the meantime are read to their ends. One call at a time.
 */
void
perch_log_follow_next_async (PerchLogFollow *self,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (GError) error = NULL;

  g_return_if_fail (PERCH_IS_LOG_FOLLOW (self));
  g_return_if_fail (!self->busy);

  self->busy = TRUE;
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, perch_log_follow_next_async);
  if (g_task_return_error_if_cancelled (task))
    return;
  if (!start_monitor (self, &error))
    {
      g_prefix_error (&error, "can't watch %s: ", self->directory);
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  self->next = g_steal_pointer (&task);
  if (cancellable != NULL)
    {
      self->cancelled = g_cancellable_source_new (cancellable);
      g_source_set_static_name (self->cancelled, "perch-log-follow");
      g_source_set_callback (self->cancelled, G_SOURCE_FUNC (cancelled_cb), self, NULL);
      g_source_attach (self->cancelled, g_main_context_get_thread_default ());
    }
  read_next (self);
}

/**
 * perch_log_follow_next_finish:
 *
 * Returns: (transfer full) (element-type utf8): one line at least, without line ends, oldest first;
 *   %NULL on error (#GIOErrorEnum)
 */
GPtrArray *
perch_log_follow_next_finish (PerchLogFollow *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  self->busy = FALSE;
  return g_task_propagate_pointer (G_TASK (result), error);
}
