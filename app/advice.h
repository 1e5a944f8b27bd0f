/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "backend-manager/backend.h"

G_BEGIN_DECLS

char *perch_advice_for (PerchBackend *backend, gboolean has_preferences);

G_END_DECLS
