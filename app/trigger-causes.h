/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/events.h"
#include "app/surfaces.h"
#include "app/triggers/triggers.h"

G_BEGIN_DECLS

PerchTriggers *perch_trigger_causes_join (PerchSettings *settings,
                                          PerchBackendManager *manager,
                                          PerchEvents *events,
                                          PerchJournal *journal,
                                          PerchNotifier *notifier);
void perch_trigger_causes_watch_surfaces (PerchTriggers *triggers, PerchSurfaces *surfaces);

G_END_DECLS
