/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/branding/branding.h"

G_BEGIN_DECLS

gboolean perch_branding_check (JsonObject *values, GError **error);
gboolean perch_branding_check_files (const PerchBranding *branding,
                                     const char *path,
                                     GError **error);

G_END_DECLS
