/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "backend-manager/backend-manager.h"
#include "tray/tray.h"

G_BEGIN_DECLS

PerchTrayStatus perch_tray_status_of_state (PerchBackendState state);
PerchTrayStatus perch_tray_status_for (PerchBackendManager *manager, char **title);

G_END_DECLS
