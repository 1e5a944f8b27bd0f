/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * PerchProgramChooserFunc:
 * @path: (type filename): the absolute path of what was chosen, as UTF-8
 */
typedef void (*PerchProgramChooserFunc) (const char *path, gpointer user_data);

void perch_program_chooser_run (GtkWindow *parent,
                                const char *path,
                                PerchProgramChooserFunc func,
                                GObject *owner);
void perch_program_chooser_run_script (GtkWindow *parent,
                                       PerchProgramChooserFunc func,
                                       GObject *owner);
void perch_program_chooser_run_folder (GtkWindow *parent,
                                       const char *path,
                                       PerchProgramChooserFunc func,
                                       GObject *owner);

G_END_DECLS
