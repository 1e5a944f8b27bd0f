/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "backend-manager/backend-manager.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

JsonObject *perch_new_profile_build (const char *label, gboolean autostart);
char *perch_new_profile_name_label (const char *path);

G_END_DECLS
