/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/autostart.h"
#include "app/surfaces.h"

G_BEGIN_DECLS

void perch_problem_sources_add_journal (PerchBackendManager *manager, PerchJournal *journal);
void perch_problem_sources_add_autostart (PerchBackendManager *manager, PerchAutostart *autostart);
void perch_problem_sources_add_settings (PerchBackendManager *manager, PerchSettings *settings);
void perch_problem_sources_add_surfaces (PerchBackendManager *manager, PerchSurfaces *surfaces);

G_END_DECLS
