/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * PerchFileDialogFunc:
 * @path: (type filename) (nullable): the absolute path of what was chosen, if something was
 */
typedef void (*PerchFileDialogFunc) (const char *path, gpointer owner);

GtkFileChooser *perch_file_dialog_new (GtkWindow *parent,
                                       const char *title,
                                       GtkFileChooserAction action,
                                       PerchFileDialogFunc func,
                                       GObject *owner);
void perch_file_dialog_save (GtkWindow *parent,
                             const char *title,
                             const char *folder,
                             const char *name,
                             PerchFileDialogFunc func,
                             GObject *owner);
void perch_file_dialog_close (GObject *owner);

G_END_DECLS
