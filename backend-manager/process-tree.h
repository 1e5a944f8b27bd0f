/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * PerchListener:
 * @pid: its process id; 0 when it is another user's, of whom the kernel does not tell
 * @program: (nullable): its name, at most 15 bytes of it
 *
 * A process that listens on a port.
 */
typedef struct
{
  GPid pid;
  char *program;
} PerchListener;

GArray *perch_process_tree_list (GPid root);
GArray *perch_process_tree_list_slowly (GPid root);
gboolean perch_process_tree_holds_any (GPid root, GHashTable *inodes);
gboolean perch_process_tree_owns_port (GPid root, guint16 port);
gboolean perch_process_tree_owns_socket (GPid root, const char *path);
PerchListener *perch_process_tree_find_holder (GHashTable *inodes);
PerchListener *perch_process_tree_find_listener (guint16 port);
char *perch_process_tree_describe_listener (guint16 port);
char *perch_process_tree_describe_socket_listener (const char *path);
void perch_listener_free (PerchListener *self);
char *perch_listener_describe (const PerchListener *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PerchListener, perch_listener_free)

G_END_DECLS
