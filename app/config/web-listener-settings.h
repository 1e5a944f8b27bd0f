/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/config/surface-settings.h"

G_BEGIN_DECLS

const char *perch_web_listener_settings_get_seed (void);
void perch_web_listener_settings_init (PerchSurfaceSettings *settings);

G_END_DECLS
