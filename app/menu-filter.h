/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define PERCH_TYPE_MENU_FILTER (perch_menu_filter_get_type ())
G_DECLARE_FINAL_TYPE (PerchMenuFilter, perch_menu_filter, PERCH, MENU_FILTER, GMenuModel)

GMenuModel *perch_menu_filter_new (GMenuModel *model, const char *const *hidden);

G_END_DECLS
