/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/window/field.h"

G_BEGIN_DECLS

GtkWidget *perch_field_page_new (void);
void perch_field_page_add_heading (GtkWidget *page, const char *text);
void perch_field_page_add (GtkWidget *page, GtkWidget *field);
void perch_field_page_depend (GtkWidget *field, GtkWidget *check_field);
void perch_field_page_align (GtkWidget *page);
void perch_field_page_list_items (GtkWidget *page, GPtrArray *items);

G_END_DECLS
