/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/application-private.h"

/**
 * perch_application_get_branding:
 *
 * Returns: (transfer none) (nullable): the product that Perch is a part of
 */
const PerchBranding *
perch_application_get_branding (PerchApplication *self)
{
  g_return_val_if_fail (PERCH_IS_APPLICATION (self), NULL);

  return self->branding;
}

/**
 * perch_application_get_manager:
 *
 * Returns: (transfer none): the backends; %NULL before startup
 */
PerchBackendManager *
perch_application_get_manager (PerchApplication *self)
{
  g_return_val_if_fail (PERCH_IS_APPLICATION (self), NULL);

  return self->manager;
}

/**
 * perch_application_get_settings:
 *
 * Returns: (transfer none): the settings; %NULL before startup
 */
PerchSettings *
perch_application_get_settings (PerchApplication *self)
{
  g_return_val_if_fail (PERCH_IS_APPLICATION (self), NULL);

  return self->settings;
}

/**
 * perch_application_get_standing:
 *
 * Returns: (transfer none) (nullable): what the person has approved for some time, and by it the
 * questions; %NULL before startup and after shutdown
 */
PerchStandingAnswers *
perch_application_get_standing (PerchApplication *self)
{
  g_return_val_if_fail (PERCH_IS_APPLICATION (self), NULL);

  return self->standing;
}

/**
 * perch_application_get_routes:
 *
 * Returns: (transfer none): what answers at the ports; from startup until shutdown
 */
PerchRoutes *
perch_application_get_routes (PerchApplication *self)
{
  g_return_val_if_fail (PERCH_IS_APPLICATION (self), NULL);

  return perch_control_get_routes (self->control);
}

/**
 * perch_application_has_hooks:
 *
 * Returns: whether Perch has been started with the port for scripts and tests open
 */
gboolean
perch_application_has_hooks (PerchApplication *self)
{
  g_return_val_if_fail (PERCH_IS_APPLICATION (self), FALSE);

  return self->test_hooks ||
         json_object_get_boolean_member_with_default (
             perch_settings_get (self->settings, "hook")->values, "enabled", FALSE);
}

/**
 * perch_application_get_memory_saver:
 *
 * Returns: (transfer none): to be told of large things that begin or end
 */
PerchMemorySaver *
perch_application_get_memory_saver (PerchApplication *self)
{
  g_return_val_if_fail (PERCH_IS_APPLICATION (self), NULL);

  return self->memory_saver;
}

/**
 * perch_application_is_hidden:
 *
 * Returns: whether Perch has been started in the background, as at login, and opens no window
 * before it is asked for one
 */
gboolean
perch_application_is_hidden (PerchApplication *self)
{
  g_return_val_if_fail (PERCH_IS_APPLICATION (self), FALSE);

  return self->hidden;
}

/**
 * perch_application_get_indicators:
 *
 * Returns: (transfer none): what programs want a person to see
 */
PerchIndicators *
perch_application_get_indicators (PerchApplication *self)
{
  g_return_val_if_fail (PERCH_IS_APPLICATION (self), NULL);

  return self->indicators;
}

/**
 * perch_application_get_notifier:
 *
 * Returns: (transfer none): what shows notifications; %NULL before startup
 */
PerchNotifier *
perch_application_get_notifier (PerchApplication *self)
{
  g_return_val_if_fail (PERCH_IS_APPLICATION (self), NULL);

  return self->notifier;
}

/**
 * perch_application_get_mode:
 */
PerchMode
perch_application_get_mode (PerchApplication *self)
{
  g_return_val_if_fail (PERCH_IS_APPLICATION (self), PERCH_MODE_HEADLESS);

  return self->mode;
}
