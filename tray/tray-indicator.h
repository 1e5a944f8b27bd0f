/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "tray/tray.h"

G_BEGIN_DECLS

#define PERCH_TYPE_TRAY_INDICATOR (perch_tray_indicator_get_type ())
G_DECLARE_FINAL_TYPE (PerchTrayIndicator, perch_tray_indicator, PERCH, TRAY_INDICATOR, GObject)

PerchTray *perch_tray_indicator_new (const char *id, const char *title, const char *icon_dir);

G_END_DECLS
