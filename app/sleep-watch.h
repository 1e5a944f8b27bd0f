/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/journal/journal.h"
#include "backend-manager/backend-manager.h"

G_BEGIN_DECLS

#define PERCH_TYPE_SLEEP_WATCH (perch_sleep_watch_get_type ())
G_DECLARE_FINAL_TYPE (PerchSleepWatch, perch_sleep_watch, PERCH, SLEEP_WATCH, GObject)

PerchSleepWatch *perch_sleep_watch_new (PerchBackendManager *manager, PerchJournal *journal);

G_END_DECLS
