/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

char *scratch_dir_new (void);
void scratch_dir_remove (const char *directory);
char *scratch_dir_read (const char *directory, const char *name);
gboolean scratch_dir_has (const char *directory, const char *name);
void scratch_dir_write (const char *directory, const char *name, const char *contents);
