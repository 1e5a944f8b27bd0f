/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gtk/gtk.h>

#include "app/hooks/item-registry.h"

G_BEGIN_DECLS

PerchItem *perch_button_item_new (const char *id, GtkButton *button);

G_END_DECLS
