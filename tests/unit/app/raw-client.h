/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gio/gio.h>
#include <sys/types.h>

G_BEGIN_DECLS

GSocket *raw_connect (GSocketAddress *address);
void raw_pair (GSocket *sockets[2]);
GBytes *raw_read_ready (GSocket *socket);
void raw_send (GSocket *socket, const char *text);
char *raw_read_all (GSocket *socket);
char *raw_exchange (GSocketAddress *address, const char *request);
pid_t raw_fork (gboolean (*func) (gpointer user_data), gpointer user_data);
void raw_join (pid_t child);
void raw_wait (gboolean (*condition) (gpointer user_data), gpointer user_data);

G_END_DECLS
