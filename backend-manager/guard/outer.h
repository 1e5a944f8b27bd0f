/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "backend-manager/guard/options.h"

int perch_outer_run (const PerchGuardOptions *options);
