/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/window/log-model.h"

#include "app/window/log-pages.h"

#define RATE_LIMIT_MS 100

/* The lines of the text log that a person wants to see, as rows: four bytes for each, and the texts
 * of the few that are looked at. The log is 50 MB at most, so this is bounded, too.
 *
 * While it is active, @monitor tells when there is more, and a thread looks for it: @look is there
 * while it does, and @again says that it must once more. @parts is what was found for @shown, which
 * is the query before @query while the first look for that is under way. */
struct _PerchLogModel
{
  GObject parent_instance;

  char *directory; /* (owned) (type filename) */
  PerchLogQuery *query; /* (owned) */
  PerchLogQuery *shown; /* (owned) (nullable) */
  GPtrArray *parts; /* (owned) (element-type PerchLogPart): oldest first */
  PerchLogPages *pages; /* (owned) */
  GFileMonitor *monitor; /* (owned) (nullable): there while active */
  GCancellable *look; /* (owned) (nullable) */
  gboolean again;
  char *problem; /* (owned) (nullable) */
};

enum
{
  CHANGED,
  LOADED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PerchLogModel, perch_log_model, G_TYPE_OBJECT)

static void
emit_changed (PerchLogModel *self, guint n_gone)
{
  g_signal_emit (self, signals[CHANGED], 0, n_gone);
}

static void
take_parts (PerchLogModel *self, GPtrArray *parts, gboolean healed)
{
  gboolean anew = self->shown != self->query;
  guint n_before = perch_log_model_get_n_rows (self);
  guint n_gone = anew ? n_before : perch_log_parts_continue (self->parts, parts);

  g_ptr_array_unref (self->parts);
  self->parts = g_ptr_array_ref (parts);
  if (anew)
    {
      perch_log_pages_forget (self->pages);
      g_clear_pointer (&self->shown, perch_log_query_unref);
      self->shown = perch_log_query_ref (self->query);
    }
  if (anew || healed || n_gone > 0 || perch_log_model_get_n_rows (self) != n_before)
    emit_changed (self, n_gone);
}

static void look (PerchLogModel *self);

static void
looked_cb (GObject *source_object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) parts = perch_log_look_finish (result, &error);
  PerchLogModel *self = NULL;
  gboolean healed = FALSE;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return; /* somebody wants something else by now, or @self is gone */
  self = PERCH_LOG_MODEL (user_data);
  g_clear_object (&self->look);
  healed = self->problem != NULL;
  g_clear_pointer (&self->problem, g_free);
  if (error != NULL)
    {
      self->problem = g_strdup (error->message);
      emit_changed (self, 0);
    }
  else
    take_parts (self, parts, healed);
  if (self->again)
    look (self);
}

static void
look (PerchLogModel *self)
{
  g_autoptr (GPtrArray) nothing = g_ptr_array_new ();

  self->again = self->look != NULL;
  if (self->again)
    return;
  self->look = g_cancellable_new ();
  perch_log_look_async (self->directory, self->query,
                        self->shown == self->query ? self->parts : nothing, self->look, looked_cb,
                        self);
}

static void
stop_looking (PerchLogModel *self)
{
  g_cancellable_cancel (self->look);
  g_clear_object (&self->look);
  self->again = FALSE;
}

static void
forget (PerchLogModel *self)
{
  stop_looking (self);
  if (self->parts != NULL)
    g_ptr_array_set_size (self->parts, 0);
  g_clear_pointer (&self->shown, perch_log_query_unref);
  g_clear_object (&self->monitor);
  if (self->pages != NULL)
    perch_log_pages_forget (self->pages);
}

static void
perch_log_model_dispose (GObject *object)
{
  PerchLogModel *self = PERCH_LOG_MODEL (object);

  forget (self);
  g_clear_object (&self->pages);
  g_clear_pointer (&self->parts, g_ptr_array_unref);
  g_clear_pointer (&self->query, perch_log_query_unref);
  g_clear_pointer (&self->directory, g_free);
  g_clear_pointer (&self->problem, g_free);

  G_OBJECT_CLASS (perch_log_model_parent_class)->dispose (object);
}

static void
perch_log_model_class_init (PerchLogModelClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = perch_log_model_dispose;

  /**
   * PerchLogModel::changed:
   * @n_gone: how many of the first rows are gone; those behind them have moved up
   *
   * There are other rows than before, or there is another problem.
   */
  signals[CHANGED] = g_signal_new ("changed", PERCH_TYPE_LOG_MODEL, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);

  /**
   * PerchLogModel::loaded:
   *
   * Lines that perch_log_model_peek() did not have are there.
   */
  signals[LOADED] = g_signal_new ("loaded", PERCH_TYPE_LOG_MODEL, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 0);
}

static void
loaded_cb (PerchLogModel *self)
{
  g_signal_emit (self, signals[LOADED], 0);
}

static void
perch_log_model_init (PerchLogModel *self)
{
  const PerchLogWish all = { .least = PERCH_LEVEL_DEBUG };

  self->query = perch_log_query_new (&all);
  self->parts = g_ptr_array_new_with_free_func ((GDestroyNotify) perch_log_part_free);
  self->pages = perch_log_pages_new ();
  g_signal_connect_object (self->pages, "loaded", G_CALLBACK (loaded_cb), self, G_CONNECT_SWAPPED);
}

/**
 * perch_log_model_new:
 * @directory: (type filename): where the logs are; they need not be there yet
 *
 * Returns: (transfer full): a model without rows, until it is made active
 */
PerchLogModel *
perch_log_model_new (const char *directory)
{
  PerchLogModel *self = NULL;

  g_return_val_if_fail (directory != NULL, NULL);

  self = g_object_new (PERCH_TYPE_LOG_MODEL, NULL);
  self->directory = g_strdup (directory);
  return self;
}

/**
 * perch_log_model_set_query:
 * @query: which lines are rows
 *
 * The rows stay what they are until those for @query are found.
 */
void
perch_log_model_set_query (PerchLogModel *self, PerchLogQuery *query)
{
  g_return_if_fail (PERCH_IS_LOG_MODEL (self));
  g_return_if_fail (query != NULL);

  perch_log_query_ref (query);
  perch_log_query_unref (self->query);
  self->query = query;
  if (self->monitor == NULL)
    return;
  stop_looking (self);
  look (self);
}

/**
 * perch_log_model_get_query:
 *
 * Returns: (transfer none): the query that the rows are for
 */
PerchLogQuery *
perch_log_model_get_query (PerchLogModel *self)
{
  g_return_val_if_fail (PERCH_IS_LOG_MODEL (self), NULL);

  return self->shown != NULL ? self->shown : self->query;
}

/**
 * perch_log_model_set_active:
 * @active: whether somebody looks at the rows
 *
 * Follows the log, or forgets all of it.
 */
void
perch_log_model_set_active (PerchLogModel *self, gboolean active)
{
  g_autoptr (GFile) directory = NULL;

  g_return_if_fail (PERCH_IS_LOG_MODEL (self));

  if (active == (self->monitor != NULL))
    return;
  if (!active)
    {
      guint n_rows = perch_log_model_get_n_rows (self);

      forget (self);
      emit_changed (self, n_rows);
      return;
    }
  directory = g_file_new_for_path (self->directory);
  self->monitor = g_file_monitor_directory (directory, G_FILE_MONITOR_NONE, NULL, NULL);
  g_return_if_fail (self->monitor != NULL); /* GLib falls back to polling */
  g_file_monitor_set_rate_limit (self->monitor, RATE_LIMIT_MS);
  g_signal_connect_object (self->monitor, "changed", G_CALLBACK (look), self, G_CONNECT_SWAPPED);
  look (self);
}

/**
 * perch_log_model_get_busy:
 *
 * Returns: whether the rows of the present query are still being looked for
 */
gboolean
perch_log_model_get_busy (PerchLogModel *self)
{
  g_return_val_if_fail (PERCH_IS_LOG_MODEL (self), FALSE);

  return self->look != NULL && self->shown != self->query;
}

/**
 * perch_log_model_get_problem:
 *
 * Returns: (transfer none) (nullable): why the log could not be read the last time
 */
const char *
perch_log_model_get_problem (PerchLogModel *self)
{
  g_return_val_if_fail (PERCH_IS_LOG_MODEL (self), NULL);

  return self->problem;
}

/**
 * perch_log_model_get_n_rows:
 *
 * Returns: how many rows there are
 */
guint
perch_log_model_get_n_rows (PerchLogModel *self)
{
  g_return_val_if_fail (PERCH_IS_LOG_MODEL (self), 0);

  return perch_log_parts_count (self->parts);
}

/**
 * perch_log_model_peek:
 * @row: a row
 *
 * Never blocks.
 *
 * Returns: (transfer none) (nullable): the line, valid until the main loop runs again; %NULL when
 *   there is none, or it has to be read first, and PerchLogModel::loaded will tell
 */
const char *
perch_log_model_peek (PerchLogModel *self, guint row)
{
  const PerchLogPart *part = NULL;
  guint row_in_part = 0;

  g_return_val_if_fail (PERCH_IS_LOG_MODEL (self), NULL);

  part = perch_log_parts_locate (self->parts, row, &row_in_part);
  if (part == NULL)
    return NULL;
  return perch_log_pages_peek (self->pages, part->file, part->rows, row_in_part);
}

/**
 * perch_log_model_get_parts:
 *
 * Returns: (transfer none) (element-type PerchLogPart): the rows, in files, oldest first
 */
const GPtrArray *
perch_log_model_get_parts (PerchLogModel *self)
{
  g_return_val_if_fail (PERCH_IS_LOG_MODEL (self), NULL);

  return self->parts;
}
