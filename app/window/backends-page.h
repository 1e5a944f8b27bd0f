/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/window/field-page.h"
#include "backend-manager/backend-manager.h"

G_BEGIN_DECLS

#define PERCH_TYPE_BACKENDS_PAGE (perch_backends_page_get_type ())
G_DECLARE_FINAL_TYPE (PerchBackendsPage, perch_backends_page, PERCH, BACKENDS_PAGE, GtkBox)

GtkWidget *perch_backends_page_new (PerchEdits *edits,
                                    PerchBackendManager *manager,
                                    const char *profiles_dir);
void perch_backends_page_list_items (PerchBackendsPage *self, GPtrArray *items);

G_END_DECLS
