/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * PerchAutostartProgram:
 * @program: (type filename): absolute path of perch
 * @branding: (type filename) (nullable): absolute path of the file that makes it a product, where
 *   it would not find that by itself
 * @icon: name or absolute path of its picture
 *
 * What a login starts.
 */
typedef struct
{
  const char *program;
  const char *branding;
  const char *icon;
} PerchAutostartProgram;

gboolean perch_autostart_entry_is_on (const char *text);
gboolean perch_autostart_entry_is_stale (const char *text);
char *perch_autostart_entry_switch_on (const char *text, const PerchAutostartProgram *what);
char *perch_autostart_entry_switch_off (const char *text, const PerchAutostartProgram *what);

G_END_DECLS
