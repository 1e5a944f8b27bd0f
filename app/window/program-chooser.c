/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/window/program-chooser.h"

#include <glib/gi18n.h>

/* Under this name the owner keeps its latest dialog. */
#define DIALOG_KEY "perch-program-chooser"

/* Whom a dialog is for. */
typedef struct
{
  PerchProgramChooserFunc func;
  GObject *owner; /* (unowned): it has the dialog */
} Choice;

static void
choice_free (gpointer data, GClosure *closure)
{
  g_free (data);
}

/* Settings are UTF-8; a name that is not can't be written into them. */
static void
response_cb (GtkNativeDialog *dialog, int response, Choice *choice)
{
  g_autofree char *path = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    path = gtk_file_chooser_get_filename (GTK_FILE_CHOOSER (dialog));
  if (path != NULL && g_utf8_validate (path, -1, NULL))
    choice->func (path, choice->owner);
}

static void
add_filter (GtkFileChooser *chooser, const char *name, const char *pattern)
{
  GtkFileFilter *filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, name);
  gtk_file_filter_add_pattern (filter, pattern);
  gtk_file_chooser_add_filter (chooser, filter);
}

static GtkFileChooser *
open_dialog (GtkWindow *parent,
             const char *title,
             GtkFileChooserAction action,
             PerchProgramChooserFunc func,
             GObject *owner)
{
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (title, parent, action, NULL, NULL);
  Choice *choice = g_new0 (Choice, 1);

  choice->func = func;
  choice->owner = owner;
  g_signal_connect_data (dialog, "response", G_CALLBACK (response_cb), choice, choice_free, 0);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  /* Until the next one: GTK may still be busy with the key that has closed it. */
  g_object_set_data_full (owner, DIALOG_KEY, dialog, g_object_unref);
  return GTK_FILE_CHOOSER (dialog);
}

/* A program is hardly ever among the documents that were used last, where GTK would begin. */
static void
show (GtkFileChooser *dialog, const char *path)
{
  if (path != NULL && g_path_is_absolute (path))
    gtk_file_chooser_set_filename (dialog, path);
  else
    gtk_file_chooser_set_current_folder (dialog, g_get_home_dir ());
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

/**
 * perch_program_chooser_run:
 * @parent: the window that the person looks at
 * @path: (nullable): what is chosen now
 * @func: (scope notified): called with @owner if something is chosen
 * @owner: the dialog ends with it
 *
 * Lets the person choose a program or a script.
 */
void
perch_program_chooser_run (GtkWindow *parent,
                           const char *path,
                           PerchProgramChooserFunc func,
                           GObject *owner)
{
  GtkFileChooser *dialog = NULL;

  g_return_if_fail (GTK_IS_WINDOW (parent));
  g_return_if_fail (func != NULL && G_IS_OBJECT (owner));

  dialog = open_dialog (parent, _ ("Choose the program of the backend"),
                        GTK_FILE_CHOOSER_ACTION_OPEN, func, owner);
  add_filter (dialog, _ ("All files"), "*");
  add_filter (dialog, _ ("Python scripts"), "*.py");
  show (dialog, path);
}

/**
 * perch_program_chooser_run_script:
 * @parent: the window that the person looks at
 * @func: (scope notified): called with @owner if something is chosen
 * @owner: the dialog ends with it
 *
 * Lets the person choose a Python script.
 */
void
perch_program_chooser_run_script (GtkWindow *parent, PerchProgramChooserFunc func, GObject *owner)
{
  GtkFileChooser *dialog = NULL;

  g_return_if_fail (GTK_IS_WINDOW (parent));
  g_return_if_fail (func != NULL && G_IS_OBJECT (owner));

  dialog = open_dialog (parent, _ ("Choose the script of the backend"),
                        GTK_FILE_CHOOSER_ACTION_OPEN, func, owner);
  add_filter (dialog, _ ("Python scripts"), "*.py");
  show (dialog, NULL);
}

/**
 * perch_program_chooser_run_folder:
 * @parent: the window that the person looks at
 * @path: (nullable): what is chosen now
 * @func: (scope notified): called with @owner if something is chosen
 * @owner: the dialog ends with it
 *
 * Lets the person choose the folder of a virtual environment.
 */
void
perch_program_chooser_run_folder (GtkWindow *parent,
                                  const char *path,
                                  PerchProgramChooserFunc func,
                                  GObject *owner)
{
  g_return_if_fail (GTK_IS_WINDOW (parent));
  g_return_if_fail (func != NULL && G_IS_OBJECT (owner));

  show (open_dialog (parent, _ ("Choose a virtual environment of Python"),
                     GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER, func, owner),
        path);
}
