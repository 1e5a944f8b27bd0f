/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/indicators.h"
#include "app/journal/journal.h"
#include "backend-manager/backend-manager.h"

G_BEGIN_DECLS

void perch_backend_states_join (PerchBackendManager *manager,
                                PerchJournal *journal,
                                PerchIndicators *indicators);

G_END_DECLS
