/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/window/file-dialog.h"

#include <glib/gi18n.h>

/* Under this name the owner keeps its latest dialog. */
#define DIALOG_KEY "perch-file-dialog"

/* Whom a dialog is for. */
typedef struct
{
  PerchFileDialogFunc func;
  GObject *owner; /* (unowned): it has the dialog */
} Choice;

static void
choice_free (gpointer data, GClosure *closure)
{
  g_free (data);
}

static void
response_cb (GtkNativeDialog *dialog, int response, Choice *choice)
{
  g_autofree char *path = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    path = gtk_file_chooser_get_filename (GTK_FILE_CHOOSER (dialog));
  choice->func (path, choice->owner);
}

/**
 * perch_file_dialog_new:
 * @parent: (nullable): the window that the person looks at
 * @action: what is asked for
 * @func: (scope notified): called with @owner when the person has answered
 * @owner: the dialog ends with it
 *
 * Returns: (transfer none): a dialog that is not shown yet; only the latest of @owner is kept
 */
GtkFileChooser *
perch_file_dialog_new (GtkWindow *parent,
                       const char *title,
                       GtkFileChooserAction action,
                       PerchFileDialogFunc func,
                       GObject *owner)
{
  const char *accept = action == GTK_FILE_CHOOSER_ACTION_SAVE ? _ ("_Save") : NULL;
  GtkFileChooserNative *dialog = NULL;
  Choice *choice = NULL;

  g_return_val_if_fail (parent == NULL || GTK_IS_WINDOW (parent), NULL);
  g_return_val_if_fail (func != NULL && G_IS_OBJECT (owner), NULL);

  dialog = gtk_file_chooser_native_new (title, parent, action, accept, NULL);
  choice = g_new0 (Choice, 1);
  choice->func = func;
  choice->owner = owner;
  g_signal_connect_data (dialog, "response", G_CALLBACK (response_cb), choice, choice_free, 0);
  /* Until the next one: GTK may still be busy with the key that has closed it. */
  g_object_set_data_full (owner, DIALOG_KEY, dialog, g_object_unref);
  return GTK_FILE_CHOOSER (dialog);
}

/**
 * perch_file_dialog_save:
 * @parent: (nullable): the window that the person looks at
 * @folder: (type filename): where the dialog begins
 * @name: the name that it proposes
 * @func: (scope notified): called with @owner when the person has answered
 * @owner: the dialog ends with it
 *
 * Asks where something is to be saved. A file that is there is taken only when the person agrees.
 */
void
perch_file_dialog_save (GtkWindow *parent,
                        const char *title,
                        const char *folder,
                        const char *name,
                        PerchFileDialogFunc func,
                        GObject *owner)
{
  GtkFileChooser *dialog =
      perch_file_dialog_new (parent, title, GTK_FILE_CHOOSER_ACTION_SAVE, func, owner);

  gtk_file_chooser_set_current_folder (dialog, folder);
  gtk_file_chooser_set_current_name (dialog, name);
  gtk_file_chooser_set_do_overwrite_confirmation (dialog, TRUE);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

/**
 * perch_file_dialog_close:
 * @owner: what may have asked
 *
 * The question is withdrawn; nobody is told. Not to be called while a dialog of @owner answers.
 */
void
perch_file_dialog_close (GObject *owner)
{
  g_return_if_fail (G_IS_OBJECT (owner));

  g_object_set_data (owner, DIALOG_KEY, NULL);
}
