/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/config/hook-settings.h"

#include "config.h"

#define USUAL_PORT 8999

/* All questions that may wait at a time, and room for who wants to answer them. */
#define MAX_CONNECTIONS 1280

static const char seed[] =
    "{\n"
    "  \"$schema\": \"file://" PERCH_DATADIR "/perch/schemas/hook-settings.schema.json\",\n"
    "  \"enabled\": false,\n"
    "  \"host\": \"127.0.0.1\",\n"
    "  \"port\": 8999,\n"
    "  \"require_token\": false,\n"
    "  \"allowed_origins\": []\n"
    "}\n";

/**
 * perch_hook_settings_load:
 * @path: `hook-settings.json`; written with the defaults when there is none
 * @settings: (out caller-allocates): clear with perch_surface_settings_clear(), after an error too
 * @warnings: (out) (transfer full): fields that nobody knows, a sentence each
 * @error: what is wrong with the file, with its name and place; it is left as it is
 *
 * Reads where scripts and tests drive Perch and ask the person. Unlike the other ports this one is
 * closed unless somebody wants it.
 *
 * Returns: whether the file is good
 */
gboolean
perch_hook_settings_load (const char *path,
                          PerchSurfaceSettings *settings,
                          GStrv *warnings,
                          GError **error)
{
  static const char *const origins[] = { NULL };

  g_return_val_if_fail (path != NULL, FALSE);
  g_return_val_if_fail (settings != NULL && warnings != NULL, FALSE);

  perch_surface_settings_init (settings, USUAL_PORT, origins);
  settings->enabled = FALSE;
  settings->limits.max_connections = MAX_CONNECTIONS;
  return perch_surface_settings_read (path, seed, settings, warnings, error);
}
