/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/config/settings.h"
#include "app/journal/journal.h"
#include "app/routes/routes.h"

G_BEGIN_DECLS

#define PERCH_TYPE_SURFACES (perch_surfaces_get_type ())
G_DECLARE_FINAL_TYPE (PerchSurfaces, perch_surfaces, PERCH, SURFACES, GObject)

PerchSurfaces *perch_surfaces_open (PerchRoutes *routes,
                                    PerchSettings *settings,
                                    PerchJournal *journal,
                                    gboolean test_hooks);
GStrv perch_surfaces_list_problems (PerchSurfaces *self);

G_END_DECLS
