/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/config/companion-settings.h"

#include "config.h"

static const char seed[] =
    "{\n"
    "  \"$schema\": \"file://" PERCH_DATADIR "/perch/schemas/companion-settings.schema.json\",\n"
    "  \"autostart\": false\n"
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
