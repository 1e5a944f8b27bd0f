/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "tray/tray.h"

G_BEGIN_DECLS

#define PERCH_MENU_ID PERCH_TRAY_ATTRIBUTE_ID

char *perch_menu_escape (const char *text);
char *perch_menu_unescape (const char *label);
void perch_menu_add (GMenu *menu, const char *id, const char *label, const char *action);
void perch_menu_set_label (GMenu *menu, int index, const char *label);
void perch_menu_set_command (
    GMenu *menu, int index, const char *label, const char *action, const char *target);
void perch_menu_set_secondary (GMenu *menu, int index);

G_END_DECLS
