/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/journal/mask.h"
#include "backend-manager/backend-manager.h"

G_BEGIN_DECLS

/**
 * PerchDiagnosticsFacts:
 * @mode: "tray" or "headless"
 * @tray_host: whether there is a tray host: "present", "absent" or "unknown"
 * @log_file: (nullable) (type filename): where the log is
 * @log_problem: (nullable): why the log can't be written
 * @mask: knows the session token, and whatever else must not be told
 *
 * What perch_diagnostics_new() can't find out by itself.
 */
typedef struct
{
  const char *mode;
  const char *tray_host;
  const char *log_file;
  const char *log_problem;
  const PerchMask *mask;
} PerchDiagnosticsFacts;

char *perch_diagnostics_new (PerchBackendManager *manager, const PerchDiagnosticsFacts *facts);

G_END_DECLS
