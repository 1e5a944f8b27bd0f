/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/window/log-taker.h"

#include <glib/gi18n.h>

#include "app/journal/log-export.h"
#include "app/product-name.h"

/* What other programs take from the clipboard without choking on it. */
#define MAX_COPY_BYTES (16 * 1024 * 1024)

/* Takes lines out of the log, into the clipboard or a file. @chooser is there while the person is
 * asked for the file, and @wanted is what was shown when the question came up. */
struct _PerchLogTaker
{
  GObject parent_instance;

  GtkWidget *widget; /* (unowned): it owns us */
  GCancellable *cancellable; /* (owned): cancelled in dispose */
  GtkFileChooserNative *chooser; /* (owned) (nullable) */
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
show_error (PerchLogTaker *self, const char *title, const char *text)
{
  GtkWidget *dialog = gtk_message_dialog_new (get_window (self), GTK_DIALOG_DESTROY_WITH_PARENT,
                                              GTK_MESSAGE_ERROR, GTK_BUTTONS_CLOSE, "%s", title);

  gtk_message_dialog_format_secondary_text (GTK_MESSAGE_DIALOG (dialog), "%s", text);
  gtk_window_set_title (GTK_WINDOW (dialog), perch_product_name ());
  g_signal_connect (dialog, "response", G_CALLBACK (gtk_widget_destroy), NULL);
  gtk_window_present (GTK_WINDOW (dialog));
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
    show_error (self, _ ("That is too much to copy"),
                _ ("Select fewer lines, or save them in a file."));
  else
    show_error (self, _ ("The lines could not be copied"), error->message);
}

static void
saved_cb (GObject *source_object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (perch_log_save_finish (result, &error) ||
      g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  show_error (PERCH_LOG_TAKER (user_data), _ ("The lines could not be saved"), error->message);
}

static void
end_question (PerchLogTaker *self)
{
  if (self->chooser != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->chooser, self);
      gtk_native_dialog_destroy (GTK_NATIVE_DIALOG (self->chooser));
    }
  g_clear_object (&self->chooser);
  g_clear_pointer (&self->wanted, g_ptr_array_unref);
}

static void
chosen_cb (GtkNativeDialog *dialog, int response, PerchLogTaker *self)
{
  g_autofree char *path = gtk_file_chooser_get_filename (GTK_FILE_CHOOSER (dialog));

  if (response == GTK_RESPONSE_ACCEPT && path != NULL)
    perch_log_save_async (self->wanted, path, self->cancellable, saved_cb, self);
  end_question (self);
}

static void
perch_log_taker_dispose (GObject *object)
{
  PerchLogTaker *self = PERCH_LOG_TAKER (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  end_question (self);

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
  GtkFileChooser *chooser = NULL;

  g_return_if_fail (PERCH_IS_LOG_TAKER (self));
  g_return_if_fail (parts != NULL);

  if (self->chooser != NULL)
    return;
  self->wanted = perch_log_parts_extract (parts, 0, G_MAXUINT);
  self->chooser = gtk_file_chooser_native_new (_ ("Save the log"), get_window (self),
                                               GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Save"), NULL);
  chooser = GTK_FILE_CHOOSER (self->chooser);
  gtk_file_chooser_set_current_folder (chooser, g_get_home_dir ());
  gtk_file_chooser_set_current_name (chooser, name);
  gtk_file_chooser_set_do_overwrite_confirmation (chooser, TRUE);
  g_signal_connect (self->chooser, "response", G_CALLBACK (chosen_cb), self);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}
