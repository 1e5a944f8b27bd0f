/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gtk/gtk.h>

#include "app/indicators.h"

G_BEGIN_DECLS

#define PERCH_TYPE_INDICATOR_LIST (perch_indicator_list_get_type ())
G_DECLARE_FINAL_TYPE (PerchIndicatorList, perch_indicator_list, PERCH, INDICATOR_LIST, GtkBox)

GtkWidget *perch_indicator_list_new (PerchIndicators *indicators);

G_END_DECLS
