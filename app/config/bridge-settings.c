/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/config/bridge-settings.h"

#include "config.h"

#define USUAL_PORT 5001

/* All who may listen to events at a time, and room for who asks something. */
#define MAX_CONNECTIONS 640

static const char seed[] =
    "{\n"
    "  \"$schema\": \"file://" PERCH_DATADIR "/perch/schemas/bridge-settings.schema.json\",\n"
    "  \"enabled\": true,\n"
    "  \"host\": \"127.0.0.1\",\n"
    "  \"port\": 5001,\n"
    "  \"require_token\": false,\n"
    "  \"allowed_origins\": []\n"
    "}\n";

/**
 * perch_bridge_settings_get_seed:
 *
 * Returns: (transfer none): the text of `bridge-settings.json` with the defaults
 */
const char *
perch_bridge_settings_get_seed (void)
{
  return seed;
}

/**
 * perch_bridge_settings_init:
 * @settings: (out caller-allocates): clear with perch_surface_settings_clear()
 *
 * Sets where other programs reach Perch, and which of them, as long as nobody says otherwise.
 */
void
perch_bridge_settings_init (PerchSurfaceSettings *settings)
{
  static const char *const origins[] = { NULL };

  g_return_if_fail (settings != NULL);

  perch_surface_settings_init (settings, USUAL_PORT, origins);
  settings->limits.max_connections = MAX_CONNECTIONS;
}
