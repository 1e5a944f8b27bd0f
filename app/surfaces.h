/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/journal/journal.h"
#include "app/routes/routes.h"

G_BEGIN_DECLS

typedef struct _PerchSurfaces PerchSurfaces;

PerchSurfaces *perch_surfaces_open (PerchRoutes *routes,
                                    const char *config_dir,
                                    PerchJournal *journal);
void perch_surfaces_free (PerchSurfaces *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PerchSurfaces, perch_surfaces_free)

G_END_DECLS
