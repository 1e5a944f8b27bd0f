/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

JsonObject *perch_profile_change_read (const char *path, GError **error);
JsonObject *perch_profile_change_save (const char *path, JsonObject *changes, GError **error);
gboolean perch_profile_change_remove (const char *path, GError **error);

G_END_DECLS
