/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/window/log-taker.h"

#include <glib/gi18n.h>

#include "app/journal/log-export.h"
#include "app/window/error-dialog.h"
#include "app/window/file-dialog.h"

/* What other programs take from the clipboard without choking on it. */
#define MAX_COPY_BYTES (16 * 1024 * 1024)

/* Takes lines out of the log, into the clipboard or a file. @wanted is there while the person is
 * asked for the file: what was shown when the question came up. */
struct _PerchLogTaker
{
  GObject parent_instance;

  GtkWidget *widget; /* (unowned): it owns us */
  GCancellable *cancellable; /* (owned): cancelled in dispose */
  GPtrArray *wanted; /* (owned) (nullable) (element-type PerchLogPart) */
};

G_DEFINE_FINAL_TYPE (PerchLogTaker, perch_log_taker, G_TYPE_OBJECT)

static GtkWindow *
get_window (PerchLogTaker *self)
{
  GtkWidget *top = gtk_widget_get_toplevel (self->widget);

  return GTK_IS_WINDOW (top) ? GTK_WINDOW (top) : NULL;
}

static void
copied_cb (GObject *source_object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = perch_log_copy_finish (result, &error);
  PerchLogTaker *self = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return; /* and @self is gone */
  self = PERCH_LOG_TAKER (user_data);
  if (text != NULL)
    gtk_clipboard_set_text (gtk_widget_get_clipboard (self->widget, GDK_SELECTION_CLIPBOARD), text,
                            -1);
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE))
    perch_error_dialog_show (get_window (self), _ ("That is too much to copy"),
                             _ ("Select fewer lines, or save them in a file."));
  else
    perch_error_dialog_show (get_window (self), _ ("The lines could not be copied"),
                             error->message);
}

static void
saved_cb (GObject *source_object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (perch_log_save_finish (result, &error) ||
      g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  perch_error_dialog_show (get_window (PERCH_LOG_TAKER (user_data)),
                           _ ("The lines could not be saved"), error->message);
}

static void
chosen_cb (const char *path, gpointer owner)
{
  PerchLogTaker *self = owner;

  if (path != NULL)
    perch_log_save_async (self->wanted, path, self->cancellable, saved_cb, self);
  g_clear_pointer (&self->wanted, g_ptr_array_unref);
}

static void
perch_log_taker_dispose (GObject *object)
{
  PerchLogTaker *self = PERCH_LOG_TAKER (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  perch_file_dialog_close (object);
  g_clear_pointer (&self->wanted, g_ptr_array_unref);

  G_OBJECT_CLASS (perch_log_taker_parent_class)->dispose (object);
}

static void
perch_log_taker_class_init (PerchLogTakerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = perch_log_taker_dispose;
}

static void
perch_log_taker_init (PerchLogTaker *self)
{
  self->cancellable = g_cancellable_new ();
}

/**
 * perch_log_taker_new:
 * @widget: what shows the log; outlives the returned object
 *
 * Returns: (transfer full):
 */
PerchLogTaker *
perch_log_taker_new (GtkWidget *widget)
{
  PerchLogTaker *self = NULL;

  g_return_val_if_fail (GTK_IS_WIDGET (widget), NULL);

  self = g_object_new (PERCH_TYPE_LOG_TAKER, NULL);
  self->widget = widget;
  return self;
}

/**
 * perch_log_taker_copy:
 * @parts: (element-type PerchLogPart): the rows
 * @first: the first of those that are wanted
 * @n_rows: how many are wanted, at most
 *
 * Puts them into the clipboard, or tells the person why not.
 */
void
perch_log_taker_copy (PerchLogTaker *self, const GPtrArray *parts, guint first, guint n_rows)
{
  g_autoptr (GPtrArray) wanted = NULL;

  g_return_if_fail (PERCH_IS_LOG_TAKER (self));
  g_return_if_fail (parts != NULL);

  wanted = perch_log_parts_extract (parts, first, n_rows);
  perch_log_copy_async (wanted, MAX_COPY_BYTES, self->cancellable, copied_cb, self);
}

/**
 * perch_log_taker_save:
 * @parts: (element-type PerchLogPart): the rows
 *
 * Asks the person where to, and saves all of them as they are now, or tells why not.
 */
void
perch_log_taker_save (PerchLogTaker *self, const GPtrArray *parts)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *name = g_date_time_format (now, "perch-log-%Y%m%d-%H%M%S.txt");

  g_return_if_fail (PERCH_IS_LOG_TAKER (self));
  g_return_if_fail (parts != NULL);

  if (self->wanted != NULL)
    return;
  self->wanted = perch_log_parts_extract (parts, 0, G_MAXUINT);
  perch_file_dialog_save (get_window (self), _ ("Save the log"), g_get_home_dir (), name, chosen_cb,
                          G_OBJECT (self));
}
