/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/config/surface-settings.h"
#include "app/server/gate.h"

G_BEGIN_DECLS

typedef struct _PerchTcpSurface PerchTcpSurface;

PerchTcpSurface *perch_tcp_surface_new (const char *name,
                                        PerchToken *token,
                                        const PerchSurfaceSettings *settings,
                                        const char *settings_file);
void perch_tcp_surface_free (PerchTcpSurface *self);
PerchSurface *perch_tcp_surface_get_surface (PerchTcpSurface *self);
void perch_tcp_surface_open (PerchTcpSurface *self);
void perch_tcp_surface_refuse (PerchTcpSurface *self, const char *problem);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PerchTcpSurface, perch_tcp_surface_free)

G_END_DECLS
