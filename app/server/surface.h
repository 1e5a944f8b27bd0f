/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/server/acceptor.h"
#include "app/server/router.h"
#include "app/server/traffic.h"

G_BEGIN_DECLS

typedef struct _PerchSurface PerchSurface;

/**
 * PerchSurfaceGate:
 * @request: a request whose header has been read, and nothing else
 *
 * Decides who gets in, before any route is looked for.
 *
 * Returns: %TRUE to go on, %FALSE after having answered @request
 */
typedef gboolean (*PerchSurfaceGate) (PerchRequest *request, gpointer user_data);

PerchSurface *perch_surface_new (const char *name, const PerchLimits *limits);
void perch_surface_free (PerchSurface *self);
const char *perch_surface_get_name (PerchSurface *self);
PerchRouter *perch_surface_get_router (PerchSurface *self);
PerchAcceptor *perch_surface_get_acceptor (PerchSurface *self);
void perch_surface_set_gate (PerchSurface *self, PerchSurfaceGate gate, gpointer user_data);
gboolean perch_surface_listen (PerchSurface *self, GSocketAddress *address, GError **error);
void perch_surface_unlisten (PerchSurface *self);
void perch_surface_stop (PerchSurface *self);
void perch_surface_set_limits (PerchSurface *self, const PerchLimits *limits);
const char *perch_surface_get_problem (PerchSurface *self);
void perch_surface_set_problem (PerchSurface *self, const char *problem);
void perch_surface_set_traffic (PerchSurface *self, PerchTraffic *traffic);
char *perch_surface_dup_address (PerchSurface *self);
void perch_surface_add_status (PerchSurface *self, JsonBuilder *builder);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PerchSurface, perch_surface_free)

G_END_DECLS
