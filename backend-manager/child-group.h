/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

void perch_child_group_enter_cb (gpointer user_data);
int perch_child_group_get_id (GSubprocess *process);
void perch_child_group_end (GSubprocess *process, gboolean by_force);
void perch_child_group_end_rest (int id);

G_END_DECLS
