/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

const char *perch_companion_settings_get_seed (void);
gboolean perch_companion_settings_get_autostart (JsonObject *values);
gboolean perch_companion_settings_get_start_at_login (JsonObject *values);
gboolean perch_companion_settings_get_notifications (JsonObject *values);
gboolean perch_companion_settings_get_notification_sound (JsonObject *values);
const char *perch_companion_settings_get_log_level (JsonObject *values);
gboolean perch_companion_settings_get_setup_assistant (JsonObject *values);

G_END_DECLS
