/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

#include "app/cli/exit-status.h"

G_BEGIN_DECLS

gboolean perch_ask_parse_duration (const char *text, guint *seconds, GError **error);
PerchExitStatus perch_ask_list_standing (gboolean json);
PerchExitStatus perch_ask_revoke (const char *id, gboolean json);

G_END_DECLS
