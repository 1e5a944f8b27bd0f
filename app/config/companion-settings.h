/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * PerchCompanionSettings:
 * @autostart: whether the backend that no profile names starts together with Perch
 */
typedef struct
{
  gboolean autostart;
} PerchCompanionSettings;

gboolean perch_companion_settings_load (const char *path,
                                        PerchCompanionSettings *settings,
                                        GStrv *warnings,
                                        GError **error);
gboolean perch_companion_settings_save_autostart (const char *path,
                                                  gboolean autostart,
                                                  GError **error);

G_END_DECLS
