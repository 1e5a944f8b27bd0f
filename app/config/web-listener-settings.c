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
 * perch_web_listener_settings_load:
 * @path: `web-listener-settings.json`; written with the defaults when there is none
 * @settings: (out caller-allocates): clear with perch_surface_settings_clear(), after an error too
 * @warnings: (out) (transfer full): fields that nobody knows, a sentence each
 * @error: what is wrong with the file, with its name and place; it is left as it is
 *
 * Reads where browser extensions reach Perch, and which of them.
 *
 * Returns: whether the file is good
 */
gboolean
perch_web_listener_settings_load (const char *path,
                                  PerchSurfaceSettings *settings,
                                  GStrv *warnings,
                                  GError **error)
{
  static const char *const origins[] = { "chrome-extension://", "moz-extension://", NULL };

  g_return_val_if_fail (path != NULL, FALSE);
  g_return_val_if_fail (settings != NULL && warnings != NULL, FALSE);

  perch_surface_settings_init (settings, USUAL_PORT, origins);
  return perch_surface_settings_read (path, seed, settings, warnings, error);
}
