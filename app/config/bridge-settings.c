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
 * perch_bridge_settings_load:
 * @path: `bridge-settings.json`; written with the defaults when there is none
 * @settings: (out caller-allocates): clear with perch_surface_settings_clear(), after an error too
 * @warnings: (out) (transfer full): fields that nobody knows, a sentence each
 * @error: what is wrong with the file, with its name and place; it is left as it is
 *
 * Reads where other programs reach Perch, and which of them.
 *
 * Returns: whether the file is good
 */
gboolean
perch_bridge_settings_load (const char *path,
                            PerchSurfaceSettings *settings,
                            GStrv *warnings,
                            GError **error)
{
  static const char *const origins[] = { NULL };

  g_return_val_if_fail (path != NULL, FALSE);
  g_return_val_if_fail (settings != NULL && warnings != NULL, FALSE);

  perch_surface_settings_init (settings, USUAL_PORT, origins);
  settings->limits.max_connections = MAX_CONNECTIONS;
  return perch_surface_settings_read (path, seed, settings, warnings, error);
}
