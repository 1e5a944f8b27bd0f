/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "backend-manager/venv-config.h"

G_BEGIN_DECLS

char *perch_environment_check_python (const char *python);
char *perch_environment_check_venv (const char *path,
                                    const char *python,
                                    const PerchVenvConfig *config);

G_END_DECLS
