/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void perch_error_dialog_show (GtkWindow *parent, const char *title, const char *text);

G_END_DECLS
