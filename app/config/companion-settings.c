/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/config/companion-settings.h"

#include "config.h"

static const char seed[] =
    "{\n"
    "  \"$schema\": \"file://" PERCH_DATADIR "/perch/schemas/companion-settings.schema.json\",\n"
    "  \"autostart\": false,\n"
    "  \"start_at_login\": false,\n"
    "  \"notifications\": true,\n"
    "  \"notification_sound\": true,\n"
    "  \"language\": \"\",\n"
    "  \"log_level\": \"info\"\n"
    "}\n";

/**
 * perch_companion_settings_get_seed:
 *
 * Returns: (transfer none): the text of `companion-settings.json` with the defaults
 */
const char *
perch_companion_settings_get_seed (void)
{
  return seed;
}

/**
 * perch_companion_settings_get_autostart:
 * @values: what `companion-settings.json` says, checked
 *
 * Returns: whether the backend that no profile names starts together with Perch
 */
gboolean
perch_companion_settings_get_autostart (JsonObject *values)
{
  g_return_val_if_fail (values != NULL, FALSE);

  return json_object_get_boolean_member_with_default (values, "autostart", FALSE);
}

/**
 * perch_companion_settings_get_start_at_login:
 * @values: what `companion-settings.json` says, checked
 *
 * Returns: whether Perch is to start when the person logs in
 */
gboolean
perch_companion_settings_get_start_at_login (JsonObject *values)
{
  g_return_val_if_fail (values != NULL, FALSE);

  return json_object_get_boolean_member_with_default (values, "start_at_login", FALSE);
}

/**
 * perch_companion_settings_get_notifications:
 * @values: what `companion-settings.json` says, checked
 *
 * Returns: whether the person wants notifications
 */
gboolean
perch_companion_settings_get_notifications (JsonObject *values)
{
  g_return_val_if_fail (values != NULL, TRUE);

  return json_object_get_boolean_member_with_default (values, "notifications", TRUE);
}

/**
 * perch_companion_settings_get_notification_sound:
 * @values: what `companion-settings.json` says, checked
 *
 * Returns: whether notifications may be heard
 */
gboolean
perch_companion_settings_get_notification_sound (JsonObject *values)
{
  g_return_val_if_fail (values != NULL, TRUE);

  return json_object_get_boolean_member_with_default (values, "notification_sound", TRUE);
}

/**
 * perch_companion_settings_get_log_level:
 * @values: what `companion-settings.json` says, checked
 *
 * Returns: (transfer none): "debug", "info", "warning" or "error": how important something must be
 *   for Perch to write it into the log
 */
const char *
perch_companion_settings_get_log_level (JsonObject *values)
{
  g_return_val_if_fail (values != NULL, "info");

  return json_object_get_string_member_with_default (values, "log_level", "info");
}

/**
 * perch_companion_settings_get_setup_assistant:
 * @values: what `companion-settings.json` says, checked
 *
 * Returns: whether a person without a backend is offered help with getting one
 */
gboolean
perch_companion_settings_get_setup_assistant (JsonObject *values)
{
  g_return_val_if_fail (values != NULL, TRUE);

  return json_object_get_boolean_member_with_default (values, "setup_assistant", TRUE);
}
