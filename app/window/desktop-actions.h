/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/journal/mask.h"
#include "app/window/window-keeper.h"
#include "tray/tray.h"

G_BEGIN_DECLS

#define PERCH_TYPE_DESKTOP_ACTIONS (perch_desktop_actions_get_type ())
G_DECLARE_FINAL_TYPE (PerchDesktopActions, perch_desktop_actions, PERCH, DESKTOP_ACTIONS, GObject)

PerchDesktopActions *perch_desktop_actions_new (GActionMap *application,
                                                PerchBackendManager *manager,
                                                PerchWindowKeeper *keeper,
                                                PerchTray *tray,
                                                const char *log_file,
                                                PerchMask *mask);

G_END_DECLS
