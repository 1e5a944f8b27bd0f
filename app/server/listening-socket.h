/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

GSocket *perch_listening_socket_open (GSocketAddress *address, GError **error);
GSocket *perch_listening_socket_share (GSocket *socket, GError **error);

G_END_DECLS
