/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

void perch_menu_show_problems (GMenu *menu, const char *const *problems);

G_END_DECLS
