/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define PERCH_TYPE_COPY_BUTTON (perch_copy_button_get_type ())
G_DECLARE_FINAL_TYPE (PerchCopyButton, perch_copy_button, PERCH, COPY_BUTTON, GtkButton)

void perch_copy_button_set_name (PerchCopyButton *self, const char *name);
void perch_copy_button_set_text (PerchCopyButton *self, const char *text);

G_END_DECLS
