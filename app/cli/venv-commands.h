/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/cli/exit-status.h"
#include "backend-manager/python-environment.h"

G_BEGIN_DECLS

/* What `perch venv` does, a file each. */
PerchExitStatus perch_venv_list (gboolean json);
PerchExitStatus perch_venv_status (const char *typed, gboolean json);
PerchExitStatus perch_venv_create (const char *typed,
                                   const char *python,
                                   const char *kinds,
                                   gboolean json);
PerchExitStatus perch_venv_install (const char *typed, const char *kinds, gboolean json);
PerchExitStatus perch_venv_delete (const char *typed, gboolean force, gboolean json);

/* Which environment is meant. */
char *perch_venv_path_of_new (const char *typed);
PerchPythonEnvironment *perch_venv_find (const char *typed, GError **error);

G_END_DECLS
