/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "backend-manager/profile.h"

G_BEGIN_DECLS

GPtrArray *perch_profile_dir_load (const char *dir, gboolean *any, GPtrArray *problems);

G_END_DECLS
