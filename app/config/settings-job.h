/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gio/gio.h>

#include "app/config/sections.h"

G_BEGIN_DECLS

/**
 * PerchSettingsFindings:
 * @values: (nullable): what the file says now; %NULL when it has errors, or has gone
 * @warnings: (array zero-terminated=1) (nullable): set together with @values
 * @error: (nullable): what is wrong, when there are no @values; %NULL when the file has gone
 *
 * What was found in a settings file.
 */
typedef struct
{
  JsonObject *values;
  GStrv warnings;
  GError *error;
} PerchSettingsFindings;

void perch_settings_job_run_async (const PerchSection *section,
                                   const char *path,
                                   JsonObject *in_force,
                                   JsonObject *changes,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
PerchSettingsFindings *perch_settings_job_run_finish (GAsyncResult *result);
void perch_settings_findings_free (PerchSettingsFindings *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PerchSettingsFindings, perch_settings_findings_free)

G_END_DECLS
