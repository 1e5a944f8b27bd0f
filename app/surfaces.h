/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/journal/journal.h"
#include "app/routes/routes.h"

G_BEGIN_DECLS

#define PERCH_TYPE_SURFACES (perch_surfaces_get_type ())
G_DECLARE_FINAL_TYPE (PerchSurfaces, perch_surfaces, PERCH, SURFACES, GObject)

PerchSurfaces *perch_surfaces_open (PerchRoutes *routes,
                                    const char *config_dir,
                                    PerchJournal *journal,
                                    gboolean test_hooks);

G_END_DECLS
