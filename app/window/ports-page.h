/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/window/field-page.h"

G_BEGIN_DECLS

GtkWidget *perch_ports_page_new (PerchEdits *edits);

G_END_DECLS
