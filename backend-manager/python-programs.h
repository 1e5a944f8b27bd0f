/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "backend-manager/python-surroundings.h"

G_BEGIN_DECLS

GPtrArray *perch_python_programs_find (const PerchPythonSurroundings *surroundings);

G_END_DECLS
