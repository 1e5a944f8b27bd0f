/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean perch_origins_check_entry (const char *entry);
gboolean perch_origins_is_extension (const char *origin);
gboolean perch_origins_allow (const char *const *entries, const char *origin);

G_END_DECLS
