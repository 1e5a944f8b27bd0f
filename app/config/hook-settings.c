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
 * perch_hook_settings_get_seed:
 *
 * Returns: (transfer none): the text of `hook-settings.json` with the defaults
 */
const char *
perch_hook_settings_get_seed (void)
{
  return seed;
}

/**
 * perch_hook_settings_init:
 * @settings: (out caller-allocates): clear with perch_surface_settings_clear()
 *
 * Sets where scripts and tests drive Perch and ask the person, as long as nobody says otherwise.
 * Unlike the other ports this one is closed unless somebody wants it.
 */
void
perch_hook_settings_init (PerchSurfaceSettings *settings)
{
  static const char *const origins[] = { NULL };

  g_return_if_fail (settings != NULL);

  perch_surface_settings_init (settings, USUAL_PORT, origins);
  settings->enabled = FALSE;
  settings->limits.max_connections = MAX_CONNECTIONS;
}
