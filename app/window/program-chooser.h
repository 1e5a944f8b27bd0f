/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/window/file-dialog.h"

G_BEGIN_DECLS

void perch_program_chooser_run (GtkWindow *parent,
                                const char *path,
                                PerchFileDialogFunc func,
                                GObject *owner);
void perch_program_chooser_run_script (GtkWindow *parent, PerchFileDialogFunc func, GObject *owner);
void perch_program_chooser_run_folder (GtkWindow *parent,
                                       const char *path,
                                       PerchFileDialogFunc func,
                                       GObject *owner);

G_END_DECLS
