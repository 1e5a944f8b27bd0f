/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

GArray *perch_process_tree_list (GPid root);
GArray *perch_process_tree_list_slowly (GPid root);
gboolean perch_process_tree_owns_port (GPid root, guint16 port);
char *perch_process_tree_describe_listener (guint16 port);

G_END_DECLS
