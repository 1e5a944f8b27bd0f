/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/config/sections.h"

G_BEGIN_DECLS

GPtrArray *perch_settings_file_examine (const char *path, const char *schema);
JsonObject *perch_settings_file_load_if_there (const PerchSection *section,
                                               const char *path,
                                               GStrv *warnings,
                                               GError **error);
JsonObject *perch_settings_file_load (const PerchSection *section,
                                      const char *path,
                                      GStrv *warnings,
                                      GError **error);
JsonObject *perch_settings_file_complete (const PerchSection *section, JsonObject *values);
JsonObject *perch_settings_file_change (const PerchSection *section,
                                        const char *path,
                                        JsonObject *changes,
                                        GStrv *warnings,
                                        GError **error);
JsonObject *perch_settings_file_change_in_force (const PerchSection *section,
                                                 const char *path,
                                                 JsonObject *in_force,
                                                 JsonObject *changes,
                                                 GStrv *warnings,
                                                 GError **error);

G_END_DECLS
