/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Menu item attribute PERCH_MENU_ID (s): the entry's name for programs. It never changes. */
#define PERCH_MENU_ID "perch-id"

char *perch_menu_escape (const char *text);
void perch_menu_add (GMenu *menu, const char *id, const char *label, const char *action);
void perch_menu_set_label (GMenu *menu, int index, const char *label);
void perch_menu_set_secondary (GMenu *menu, int index);

G_END_DECLS
