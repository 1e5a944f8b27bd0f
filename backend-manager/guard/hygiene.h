/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <stdbool.h>

void perch_guard_reset_signals (void);
bool perch_guard_fill_stdio (void);
void perch_guard_leave_stdio (void);
