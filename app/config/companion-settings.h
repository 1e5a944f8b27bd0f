/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

const char *perch_companion_settings_get_seed (void);
gboolean perch_companion_settings_get_autostart (JsonObject *values);

G_END_DECLS
