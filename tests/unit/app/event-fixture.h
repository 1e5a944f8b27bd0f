/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/server/event-server.h"
#include "app/server/surface.h"

G_BEGIN_DECLS

/* An event server at a socket, at /events/ws; @session is for clients that speak WebSocket. */
typedef struct
{
  char *folder; /* (owned) */
  PerchEventHub *hub; /* (owned) */
  PerchEventServer *server; /* (owned) */
  PerchSurface *surface; /* (owned) */
  GSocketAddress *address; /* (owned) */
  SoupSession *session; /* (owned) */
  gboolean needs_token; /* which is "secret" */
  guint delay_ms; /* of the answer to a wrong one */
  guint n_checked; /* tokens so far */
} EventFixture;

void event_fixture_set_up (EventFixture *fixture, gconstpointer limits);
void event_fixture_tear_down (EventFixture *fixture, gconstpointer limits);
void event_fixture_publish (EventFixture *fixture);
gboolean event_fixture_is_empty (gpointer fixture);
GSocket *event_fixture_connect_deaf (EventFixture *fixture);

G_END_DECLS
