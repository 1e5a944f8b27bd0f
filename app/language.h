/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

void perch_language_apply (const char *config_dir, const char *catalogue_dir);
gboolean perch_language_is_right_to_left (void);

G_END_DECLS
