/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

void perch_child_group_enter_cb (gpointer user_data);
void perch_child_group_end (GSubprocess *process, gboolean by_force);

G_END_DECLS
