/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/server/surface.h"

G_BEGIN_DECLS

/* A surface at a port. /plain, /name/{name}, /echo and /small answer at once; what asks /later
 * waits in @waiting for a test to answer it. */
typedef struct
{
  PerchSurface *surface; /* (owned) */
  PerchRequest *waiting; /* (owned) (nullable) */
  guint n_handled; /* by /plain, /echo and /small */
} SurfaceFixture;

#define GET(path) "GET " path " HTTP/1.1\r\nHost: p\r\n\r\n"
#define POST(path, type, length, body)                                                             \
  "POST " path " HTTP/1.1\r\nHost: p\r\nContent-Type: " type "\r\nContent-Length: " length         \
  "\r\n\r\n" body

void surface_fixture_set_up (SurfaceFixture *fixture, gconstpointer limits);
void surface_fixture_tear_down (SurfaceFixture *fixture, gconstpointer limits);
GSocketAddress *surface_fixture_get_address (SurfaceFixture *fixture);
gboolean surface_fixture_is_empty (gpointer fixture);

G_END_DECLS
