/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <libayatana-appindicator/app-indicator.h>

G_BEGIN_DECLS

GType perch_app_indicator_get_type (void);
AppIndicator *perch_app_indicator_new (const char *id,
                                       const char *icon_name,
                                       const char *title,
                                       const char *dir);

G_END_DECLS
