/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gtk/gtk.h>

#include "app/hooks/item.h"

G_BEGIN_DECLS

PerchItem *perch_stack_item_new (const char *id,
                                 const char *label,
                                 PerchItemAction action,
                                 GtkStack *stack,
                                 GtkWidget *switcher);

G_END_DECLS
