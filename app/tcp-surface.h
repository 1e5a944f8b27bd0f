/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/config/surface-settings.h"
#include "app/server/gate.h"
#include "backend-manager/process-tree.h"

G_BEGIN_DECLS

typedef struct _PerchTcpSurface PerchTcpSurface;

/**
 * PerchTcpSurfaceFunc:
 * @self: a surface that listens now, or does not and says why
 * @owner: (nullable): who has its port, when @self has given up on it
 *
 * Called when something has changed. It must not free @self.
 */
typedef void (*PerchTcpSurfaceFunc) (PerchTcpSurface *self,
                                     const PerchListener *owner,
                                     gpointer user_data);

PerchTcpSurface *perch_tcp_surface_new (const char *name,
                                        PerchToken *token,
                                        const PerchSurfaceSettings *settings,
                                        const char *settings_file);
void perch_tcp_surface_free (PerchTcpSurface *self);
PerchSurface *perch_tcp_surface_get_surface (PerchTcpSurface *self);
guint16 perch_tcp_surface_get_port (PerchTcpSurface *self);
void perch_tcp_surface_watch (PerchTcpSurface *self, PerchTcpSurfaceFunc func, gpointer user_data);
void perch_tcp_surface_set_settings (PerchTcpSurface *self, const PerchSurfaceSettings *settings);
void perch_tcp_surface_open (PerchTcpSurface *self);
void perch_tcp_surface_close (PerchTcpSurface *self);
void perch_tcp_surface_refuse (PerchTcpSurface *self, const char *problem);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PerchTcpSurface, perch_tcp_surface_free)

G_END_DECLS
