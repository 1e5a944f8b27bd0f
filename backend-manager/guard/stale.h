/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <stdbool.h>
#include <stdio.h>

bool perch_stale_sweep (int base, FILE *report);
