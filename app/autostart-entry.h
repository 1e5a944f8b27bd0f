/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean perch_autostart_entry_is_on (const char *text);
gboolean perch_autostart_entry_is_stale (const char *text);
char *perch_autostart_entry_switch_on (const char *text, const char *program);
char *perch_autostart_entry_switch_off (const char *text, const char *program);

G_END_DECLS
