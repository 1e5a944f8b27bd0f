/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/config/settings.h"
#include "backend-manager/backend-manager.h"

G_BEGIN_DECLS

void perch_default_autostart_join (PerchSettings *settings, PerchBackendManager *manager);

G_END_DECLS
