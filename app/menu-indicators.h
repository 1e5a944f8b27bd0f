/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/indicators.h"

G_BEGIN_DECLS

void perch_menu_show_indicators (GMenu *menu, PerchIndicators *indicators);

G_END_DECLS
