/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/config/surface-settings.h"

G_BEGIN_DECLS

gboolean perch_hook_settings_load (const char *path,
                                     PerchSurfaceSettings *settings,
                                     GStrv *warnings,
                                     GError **error);

G_END_DECLS
