/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

int perch_version_number_compare (const char *a, const char *b);
gboolean perch_version_number_starts_with (const char *version, const char *start);

G_END_DECLS
