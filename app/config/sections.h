/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * PerchSectionFlags:
 * @PERCH_SECTION_SEEDED: the file is written when Perch starts, for the person to find
 * @PERCH_SECTION_NO_PAGES: web pages can't change it, allowed or not
 * @PERCH_SECTION_IN_PARTS: what is sound in a file with errors takes effect all the same
 */
typedef enum
{
  PERCH_SECTION_SEEDED = 1 << 0,
  PERCH_SECTION_NO_PAGES = 1 << 1,
  PERCH_SECTION_IN_PARTS = 1 << 2,
} PerchSectionFlags;

/**
 * PerchSection:
 * @name: what routes and commands call it
 * @file: the name of its file in the settings folder
 * @schema: its schema, see perch_schema_load()
 * @get_seed: gives the text of the file before anybody has changed it
 * @check: (nullable): finds what a schema can't; the error says the place first
 * @flags: what is special about it
 * @late: (nullable) (array zero-terminated=1): the members that count from the next start on,
 *   though the others do at once
 *
 * One settings file. All of it is static.
 */
typedef struct
{
  const char *name;
  const char *file;
  const char *schema;
  const char *(*get_seed) (void);
  gboolean (*check) (JsonObject *values, GError **error);
  PerchSectionFlags flags;
  const char *const *late;
} PerchSection;

const PerchSection *perch_sections_get (gsize *n_sections);
const PerchSection *perch_sections_find (const char *name, GError **error);
const PerchSection *perch_sections_find_file (const char *file);

G_END_DECLS
