/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/config/web-listener-settings.h"

#include "config.h"

#define USUAL_PORT 5000

static const char seed[] =
    "{\n"
    "  \"$schema\": \"file://" PERCH_DATADIR "/perch/schemas/web-listener-settings.schema.json\",\n"
    "  \"enabled\": true,\n"
    "  \"host\": \"127.0.0.1\",\n"
    "  \"port\": 5000,\n"
    "  \"require_token\": false,\n"
    "  \"allowed_origins\": [\"chrome-extension://\", \"moz-extension://\"]\n"
    "}\n";

/**
 * perch_web_listener_settings_get_seed:
 *
 * Returns: (transfer none): the text of `web-listener-settings.json` with the defaults
 */
const char *
perch_web_listener_settings_get_seed (void)
{
  return seed;
}

/**
 * perch_web_listener_settings_init:
 * @settings: (out caller-allocates): clear with perch_surface_settings_clear()
 *
 * Sets where browser extensions reach Perch, as long as nobody says otherwise.
 */
void
perch_web_listener_settings_init (PerchSurfaceSettings *settings)
{
  static const char *const origins[] = { "chrome-extension://", "moz-extension://", NULL };

  g_return_if_fail (settings != NULL);

  perch_surface_settings_init (settings, USUAL_PORT, origins);
}
