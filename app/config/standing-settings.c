/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/config/standing-settings.h"

#include "config.h"

static const char seed[] =
    "{\n"
    "  \"$schema\": \"file://" PERCH_DATADIR "/perch/schemas/standing-answers.schema.json\",\n"
    "  \"enabled\": false,\n"
    "  \"answers\": []\n"
    "}\n";

/**
 * perch_standing_settings_get_seed:
 *
 * Returns: (transfer none): the text of `standing-answers.json` with the defaults
 */
const char *
perch_standing_settings_get_seed (void)
{
  return seed;
}
