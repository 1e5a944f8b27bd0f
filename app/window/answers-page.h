/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/window/field-page.h"

G_BEGIN_DECLS

#define PERCH_TYPE_ANSWERS_PAGE (perch_answers_page_get_type ())
G_DECLARE_FINAL_TYPE (PerchAnswersPage, perch_answers_page, PERCH, ANSWERS_PAGE, GtkBox)

GtkWidget *perch_answers_page_new (PerchEdits *edits);
void perch_answers_page_list_items (PerchAnswersPage *self, GPtrArray *items);

G_END_DECLS
