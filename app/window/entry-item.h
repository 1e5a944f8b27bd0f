/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gtk/gtk.h>

#include "app/hooks/item.h"

G_BEGIN_DECLS

PerchItem *perch_entry_item_new (const char *id, const char *label, GtkEntry *entry);
void perch_entry_item_on_commit (GtkEntry *entry, GCallback callback, gpointer owner);

G_END_DECLS
