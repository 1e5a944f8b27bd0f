/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/server/surface.h"

G_BEGIN_DECLS

/* A place where Perch can be talked to: an own SoupServer that never listens by itself, since
 * @acceptor does. @exchanges has each message that libsoup works on, so that none of them outlives
 * the surface with a handler still to answer. @problem is set when the last listen() failed. */
struct _PerchSurface
{
  char *name;
  PerchLimits limits;
  SoupServer *server;
  PerchAcceptor *acceptor; /* (owned) */
  PerchRouter *router; /* (owned) */
  PerchSurfaceGate gate; /* (nullable) */
  gpointer gate_data;
  GSocketAddress *local; /* (owned): what libsoup is told, see PerchConnection */
  GHashTable *exchanges; /* (element-type SoupServerMessage Exchange) */
  char *problem; /* (owned) (nullable) */
};

/* How requests pass through a surface. */
GHashTable *perch_surface_requests_new (void);
void perch_surface_got_headers (SoupServer *server,
                                SoupServerMessage *message,
                                const char *path,
                                GHashTable *query,
                                gpointer user_data);
void perch_surface_got_body (SoupServer *server,
                             SoupServerMessage *message,
                             const char *path,
                             GHashTable *query,
                             gpointer user_data);

G_END_DECLS
