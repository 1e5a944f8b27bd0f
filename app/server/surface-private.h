/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/server/hangups.h"
#include "app/server/peer.h"
#include "app/server/surface.h"

G_BEGIN_DECLS

/* A place where Perch can be talked to: an own SoupServer that never listens by itself, since
 * @acceptor does. @exchanges has each message that libsoup works on, so that none of them outlives
 * the surface with a handler still to answer; @bodies is the sum of what they hold. @finding is
 * cancelled and made anew when it stops.
 * @problem is set when the last listen() failed, or by who knows why it was not even tried. */
struct _PerchSurface
{
  char *name;
  PerchLimits limits;
  SoupServer *server;
  PerchAcceptor *acceptor; /* (owned) */
  PerchPeerFinder *finder; /* (owned) (nullable): made for the first TCP connection */
  GCancellable *finding; /* (owned) */
  PerchRouter *router; /* (owned) */
  PerchSurfaceGate gate; /* (nullable) */
  gpointer gate_data;
  PerchTraffic *traffic; /* (unowned) (nullable): what remembers the requests */
  GSocketAddress *local; /* (owned): what libsoup is told, see PerchConnection */
  PerchHangups *hangups; /* (owned): of who waits for an answer */
  GHashTable *exchanges; /* (element-type SoupServerMessage Exchange) */
  gsize bodies; /* bytes of all their bodies, as far as they are announced or there */
  char *problem; /* (owned) (nullable) */
};

/* What is done with a new connection. */
void perch_surface_accepted (PerchConnection *connection, gpointer user_data);

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
