/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/config/settings.h"
#include "app/journal/journal.h"
#include "app/notifier.h"
#include "backend-manager/backend-manager.h"

G_BEGIN_DECLS

void perch_live_settings_join (PerchSettings *settings,
                               PerchBackendManager *manager,
                               PerchJournal *journal);
void perch_live_settings_join_notifier (PerchSettings *settings, PerchNotifier *notifier);

G_END_DECLS
