/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/window/log-pages.h"

#define PAGE_ROWS 64
#define MAX_PAGES 48 /* of 128 KiB at most, of about 8 mostly */
#define MAX_WANTED 4 /* what a tall window shows */

/* Some rows of a file, in a row. */
typedef struct
{
  PerchLogFile *file; /* (owned) */
  guint index; /* of its first row, in PAGE_ROWS */
  GArray *starts; /* (owned) (element-type guint32): of its rows */
  GPtrArray *lines; /* (owned) (element-type utf8): shorter than @starts if reading failed */
} Page;

/* The lines that are on the screen, and some that were: read by a thread, a page at a time. @pages
 * has the page used last in front. @wanted has those that are to be read, the last one asked for in
 * front: what a person scrolls past is not worth reading. @generation changes when all is
 * forgotten; a page that was asked for before comes too late. */
struct _PerchLogPages
{
  GObject parent_instance;

  GQueue pages; /* (element-type Page): owned */
  GQueue wanted; /* (element-type Page): owned, without lines */
  gboolean reading;
  guint generation;
};

enum
{
  LOADED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PerchLogPages, perch_log_pages, G_TYPE_OBJECT)

static void
page_free (gpointer data)
{
  Page *page = data;

  perch_log_file_unref (page->file);
  g_array_unref (page->starts);
  g_ptr_array_unref (page->lines);
  g_free (page);
}

static Page *
page_new (PerchLogFile *file, const PerchLogRows *rows, guint index)
{
  Page *page = g_new0 (Page, 1);
  guint first = index * PAGE_ROWS;

  page->file = perch_log_file_ref (file);
  page->index = index;
  page->starts = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_array_append_vals (page->starts, &g_array_index (rows->starts, guint32, first),
                       MIN (rows->starts->len - first, PAGE_ROWS));
  page->lines = g_ptr_array_new_with_free_func (g_free);
  return page;
}

static void
read_thread (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  Page *page = task_data;

  for (guint i = 0; i < page->starts->len; i++)
    {
      g_autoptr (GString) line = g_string_new (NULL);

      if (!perch_log_file_read_line (page->file, g_array_index (page->starts, guint32, i),
                                     PERCH_LOG_PAGES_LINE_BYTES, line, NULL))
        break;
      g_ptr_array_add (page->lines, g_strndup (line->str, line->len));
    }
  /* What can't be read is empty: the next scan of the file says why. */
  while (page->lines->len < page->starts->len)
    g_ptr_array_add (page->lines, g_strdup (""));
  g_task_return_boolean (task, TRUE);
}

static GList *
find (GQueue *queue, PerchLogFile *file, guint index)
{
  for (GList *l = queue->head; l != NULL; l = l->next)
    {
      const Page *page = l->data;

      if (page->file == file && page->index == index)
        return l;
    }
  return NULL;
}

static void
drop (GQueue *queue, GList *link)
{
  if (link == NULL)
    return;
  page_free (link->data);
  g_queue_delete_link (queue, link);
}

static void read_next (PerchLogPages *self);

static void
read_cb (GObject *source_object, GAsyncResult *result, gpointer user_data)
{
  PerchLogPages *self = PERCH_LOG_PAGES (source_object);
  GTask *task = G_TASK (result);
  Page *page = g_task_get_task_data (task);

  self->reading = FALSE;
  if (GPOINTER_TO_UINT (user_data) == self->generation)
    {
      Page *copy = g_new0 (Page, 1);

      copy->file = perch_log_file_ref (page->file);
      copy->index = page->index;
      copy->starts = g_array_ref (page->starts);
      copy->lines = g_ptr_array_ref (page->lines);
      drop (&self->pages, find (&self->pages, page->file, page->index));
      g_queue_push_head (&self->pages, copy);
      if (self->pages.length > MAX_PAGES)
        drop (&self->pages, self->pages.tail);
      g_signal_emit (self, signals[LOADED], 0);
    }
  read_next (self);
}

static void
read_next (PerchLogPages *self)
{
  g_autoptr (GTask) task = NULL;
  Page *page = NULL;

  if (self->reading)
    return;
  page = g_queue_pop_head (&self->wanted);
  if (page == NULL)
    return;
  self->reading = TRUE;
  task = g_task_new (self, NULL, read_cb, GUINT_TO_POINTER (self->generation));
  g_task_set_source_tag (task, read_next);
  g_task_set_task_data (task, page, page_free);
  g_task_run_in_thread (task, read_thread);
}

static void
perch_log_pages_finalize (GObject *object)
{
  perch_log_pages_forget (PERCH_LOG_PAGES (object));

  G_OBJECT_CLASS (perch_log_pages_parent_class)->finalize (object);
}

static void
perch_log_pages_class_init (PerchLogPagesClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = perch_log_pages_finalize;

  /**
   * PerchLogPages::loaded:
   *
   * Lines are there that were not before.
   */
  signals[LOADED] = g_signal_new ("loaded", PERCH_TYPE_LOG_PAGES, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 0);
}

static void
perch_log_pages_init (PerchLogPages *self)
{
  g_queue_init (&self->pages);
  g_queue_init (&self->wanted);
}

/**
 * perch_log_pages_new:
 *
 * Returns: (transfer full): no lines; it takes some megabytes at most, however long the log is
 */
PerchLogPages *
perch_log_pages_new (void)
{
  return g_object_new (PERCH_TYPE_LOG_PAGES, NULL);
}

/**
 * perch_log_pages_peek:
 * @file: a file of the log
 * @rows: its lines
 * @row: one of them
 *
 * Never blocks.
 *
 * Returns: (transfer none) (nullable): the line, valid until the main loop runs again; %NULL when
 *   it has to be read first, and PerchLogPages::loaded will tell
 */
const char *
perch_log_pages_peek (PerchLogPages *self, PerchLogFile *file, const PerchLogRows *rows, guint row)
{
  guint index = row / PAGE_ROWS;
  GList *link = NULL;

  g_return_val_if_fail (PERCH_IS_LOG_PAGES (self), NULL);
  g_return_val_if_fail (rows != NULL && row < rows->starts->len, NULL);

  link = find (&self->pages, file, index);
  if (link != NULL)
    {
      const Page *page = link->data;

      g_queue_unlink (&self->pages, link);
      g_queue_push_head_link (&self->pages, link);
      /* The last page of a file that grows may have had fewer rows when it was read. */
      if (row % PAGE_ROWS < page->lines->len)
        return g_ptr_array_index (page->lines, row % PAGE_ROWS);
    }
  drop (&self->wanted, find (&self->wanted, file, index));
  g_queue_push_head (&self->wanted, page_new (file, rows, index));
  if (self->wanted.length > MAX_WANTED)
    drop (&self->wanted, self->wanted.tail);
  read_next (self);
  return NULL;
}

/**
 * perch_log_pages_forget:
 *
 * Forgets all lines: what a row is has changed.
 */
void
perch_log_pages_forget (PerchLogPages *self)
{
  g_return_if_fail (PERCH_IS_LOG_PAGES (self));

  self->generation++;
  g_queue_clear_full (&self->pages, page_free);
  g_queue_clear_full (&self->wanted, page_free);
}
