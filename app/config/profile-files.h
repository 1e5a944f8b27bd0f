/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define PERCH_TYPE_PROFILE_FILES (perch_profile_files_get_type ())
G_DECLARE_FINAL_TYPE (PerchProfileFiles, perch_profile_files, PERCH, PROFILE_FILES, GObject)

PerchProfileFiles *perch_profile_files_new (const char *folder);
JsonObject *perch_profile_files_get (PerchProfileFiles *self, const char *path);
void perch_profile_files_change_async (PerchProfileFiles *self,
                                       const char *path,
                                       JsonObject *changes,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
JsonObject *perch_profile_files_change_finish (PerchProfileFiles *self,
                                               GAsyncResult *result,
                                               GError **error);

G_END_DECLS
