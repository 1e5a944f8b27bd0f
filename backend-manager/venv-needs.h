/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "backend-manager/profile.h"
#include "backend-manager/python-environment.h"

G_BEGIN_DECLS

const char *const *perch_venv_needs_list_packages (void);
GStrv perch_venv_needs_list_requirements (PerchBackendKind kind);
gboolean perch_venv_needs_check (const PerchPythonEnvironment *environment,
                                 PerchBackendKind kind,
                                 GError **error);

G_END_DECLS
