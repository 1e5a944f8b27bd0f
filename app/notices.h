/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/menu.h"
#include "app/notifier.h"
#include "backend-manager/backend-manager.h"
#include "tray/tray.h"

G_BEGIN_DECLS

/* How long there may be no tray host before the person is told: panels start late and restart. */
#define PERCH_NOTICES_PATIENCE_MS 10000

/* How long a backend that has ended by itself must run again before it is said to. */
#define PERCH_NOTICES_PROOF_MS 10000

#define PERCH_TYPE_NOTICES (perch_notices_get_type ())
G_DECLARE_FINAL_TYPE (PerchNotices, perch_notices, PERCH, NOTICES, GObject)

PerchNotices *perch_notices_new (PerchNotifier *notifier,
                                 PerchBackendManager *manager,
                                 guint proof_ms);
void perch_notices_watch_tray (PerchNotices *self, PerchTray *tray, guint patience_ms);
void perch_notices_watch_menu (PerchNotices *self, PerchMenu *menu);
void perch_notices_tell_hidden (PerchNotices *self, const char *marker);

G_END_DECLS
