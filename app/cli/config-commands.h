/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/cli/exit-status.h"

G_BEGIN_DECLS

/* What `perch config` does, a file each. */
PerchExitStatus perch_config_get (const char *key, gboolean json);
PerchExitStatus perch_config_set (const char *key, const char *value, gboolean json);
PerchExitStatus perch_config_show_places (gboolean json);
PerchExitStatus perch_config_validate (const char *file, gboolean json);

G_END_DECLS
