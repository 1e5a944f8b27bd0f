/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/window/program-chooser.h"

#include <glib/gi18n.h>

static void
add_filter (GtkFileChooser *chooser, const char *name, const char *pattern)
{
  GtkFileFilter *filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, name);
  gtk_file_filter_add_pattern (filter, pattern);
  gtk_file_chooser_add_filter (chooser, filter);
}

/* A program is hardly ever among the documents that were used last, where GTK would begin. */
static void
show (GtkFileChooser *dialog, const char *path)
{
  if (path != NULL && g_path_is_absolute (path))
    gtk_file_chooser_set_filename (dialog, path);
  else
    gtk_file_chooser_set_current_folder (dialog, g_get_home_dir ());
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

/**
 * perch_program_chooser_run:
 * @parent: the window that the person looks at
 * @path: (nullable): what is chosen now
 * @func: (scope notified): called with @owner when the person has answered
 * @owner: the dialog ends with it
 *
 * Lets the person choose a program or a script.
 */
void
perch_program_chooser_run (GtkWindow *parent,
                           const char *path,
                           PerchFileDialogFunc func,
                           GObject *owner)
{
  GtkFileChooser *dialog = NULL;

  g_return_if_fail (GTK_IS_WINDOW (parent));
  g_return_if_fail (func != NULL && G_IS_OBJECT (owner));

  dialog = perch_file_dialog_new (parent, _ ("Choose the program of the backend"),
                                  GTK_FILE_CHOOSER_ACTION_OPEN, func, owner);
  add_filter (dialog, _ ("All files"), "*");
  add_filter (dialog, _ ("Python scripts"), "*.py");
  show (dialog, path);
}

/**
 * perch_program_chooser_run_script:
 * @parent: the window that the person looks at
 * @func: (scope notified): called with @owner when the person has answered
 * @owner: the dialog ends with it
 *
 * Lets the person choose a Python script.
 */
void
perch_program_chooser_run_script (GtkWindow *parent, PerchFileDialogFunc func, GObject *owner)
{
  GtkFileChooser *dialog = NULL;

  g_return_if_fail (GTK_IS_WINDOW (parent));
  g_return_if_fail (func != NULL && G_IS_OBJECT (owner));

  dialog = perch_file_dialog_new (parent, _ ("Choose the script of the backend"),
                                  GTK_FILE_CHOOSER_ACTION_OPEN, func, owner);
  add_filter (dialog, _ ("Python scripts"), "*.py");
  show (dialog, NULL);
}

/**
 * perch_program_chooser_run_folder:
 * @parent: the window that the person looks at
 * @path: (nullable): what is chosen now
 * @func: (scope notified): called with @owner when the person has answered
 * @owner: the dialog ends with it
 *
 * Lets the person choose the folder of a virtual environment.
 */
void
perch_program_chooser_run_folder (GtkWindow *parent,
                                  const char *path,
                                  PerchFileDialogFunc func,
                                  GObject *owner)
{
  g_return_if_fail (GTK_IS_WINDOW (parent));
  g_return_if_fail (func != NULL && G_IS_OBJECT (owner));

  show (perch_file_dialog_new (parent, _ ("Choose a virtual environment of Python"),
                               GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER, func, owner),
        path);
}
