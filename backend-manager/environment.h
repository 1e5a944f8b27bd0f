/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "backend-manager/profile.h"

G_BEGIN_DECLS

GStrv perch_environment_build (const char *const *inherited, const PerchProfile *profile);

G_END_DECLS
