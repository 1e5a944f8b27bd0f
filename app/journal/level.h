/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  PERCH_LEVEL_DEBUG,
  PERCH_LEVEL_INFO,
  PERCH_LEVEL_WARNING,
  PERCH_LEVEL_ERROR,
} PerchLevel;

#define PERCH_LEVEL_LAST PERCH_LEVEL_ERROR

PerchLevel perch_level_from_string (const char *text, gsize length, PerchLevel fallback);
const char *perch_level_to_string (PerchLevel level);

G_END_DECLS
