/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/journal/mask.h"

G_BEGIN_DECLS

GString *perch_bundle_profile_mask (const char *json,
                                    gsize length,
                                    PerchMask *mask,
                                    GError **error);

G_END_DECLS
