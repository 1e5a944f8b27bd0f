/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gtk/gtk.h>

#include "app/hooks/item.h"

G_BEGIN_DECLS

PerchItem *perch_combo_item_new (const char *id, const char *label, GtkComboBox *combo);

G_END_DECLS
