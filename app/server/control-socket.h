/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/server/surface.h"

G_BEGIN_DECLS

typedef struct _PerchControlSocket PerchControlSocket;

char *perch_control_socket_find_path (void);
PerchControlSocket *perch_control_socket_acquire (const char *path, GError **error);
void perch_control_socket_free (PerchControlSocket *self);
const char *perch_control_socket_get_path (PerchControlSocket *self);
gboolean perch_control_socket_listen (PerchControlSocket *self,
                                      PerchSurface *surface,
                                      GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PerchControlSocket, perch_control_socket_free)

G_END_DECLS
