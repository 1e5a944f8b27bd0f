/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/config/trigger-settings.h"

#include "config.h"

static const char seed[] =
    "{\n"
    "  \"$schema\": \"file://" PERCH_DATADIR "/perch/schemas/triggers.schema.json\",\n"
    "  \"triggers\": []\n"
    "}\n";

/**
 * perch_trigger_settings_get_seed:
 *
 * Returns: (transfer none): the text of `triggers.json` without any trigger
 */
const char *
perch_trigger_settings_get_seed (void)
{
  return seed;
}
