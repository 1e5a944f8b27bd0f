/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define PERCH_TYPE_SETTINGS_WATCH (perch_settings_watch_get_type ())
G_DECLARE_FINAL_TYPE (PerchSettingsWatch, perch_settings_watch, PERCH, SETTINGS_WATCH, GObject)

PerchSettingsWatch *perch_settings_watch_new (const char *folder);

G_END_DECLS
