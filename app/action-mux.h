/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define PERCH_TYPE_ACTION_MUX (perch_action_mux_get_type ())
G_DECLARE_FINAL_TYPE (PerchActionMux, perch_action_mux, PERCH, ACTION_MUX, GObject)

PerchActionMux *perch_action_mux_new (void);
void perch_action_mux_insert (PerchActionMux *self, const char *prefix, GActionGroup *group);
void perch_action_mux_remove (PerchActionMux *self, const char *prefix);

G_END_DECLS
