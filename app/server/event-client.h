/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/server/deadlines.h"
#include "app/server/event-fan-out.h"
#include "app/server/websocket.h"

G_BEGIN_DECLS

/* Why a client is sent away: close codes of RFC 6455 and, from 4000 on, our own. */
#define PERCH_EVENT_CLOSE_TRY_LATER 1013
#define PERCH_EVENT_CLOSE_BAD_HELLO 4400
#define PERCH_EVENT_CLOSE_NO_TOKEN 4401
#define PERCH_EVENT_CLOSE_LATE_HELLO 4408

/**
 * PerchEventLimits:
 * @max_clients: connected at a time
 * @token_ms: the token must be there this long after the connection
 * @hello_ms: who needs no token is asked for nothing, but waited for so long
 * @heartbeat_ms: between two heartbeats
 * @stuck_ms: a client that has taken nothing for this long is sent away
 * @budget: bytes that a client may be behind before it loses the oldest
 *
 * What clients of the events may do.
 */
typedef struct
{
  guint max_clients;
  guint token_ms;
  guint hello_ms;
  guint heartbeat_ms;
  guint stuck_ms;
  gsize budget;
} PerchEventLimits;

/**
 * PerchEventTokenCheck:
 * @token: (nullable): what a client has sent
 * @delay_ms: (inout): when it is wrong, how long to hold back that answer; 0 before
 *
 * Returns: whether it is the session token
 */
typedef gboolean (*PerchEventTokenCheck) (const char *token, guint *delay_ms, gpointer user_data);

typedef struct _PerchEventClient PerchEventClient;

typedef void (*PerchEventClientFunc) (PerchEventClient *client, gpointer user_data);

/**
 * PerchEventClientSetup:
 * @hub: where the events are
 * @fan_out: what sends to it while it keeps up; calls perch_event_client_fall_behind()
 * @limits: what it may do
 * @deadlines: deadlines that call perch_event_client_pass_deadline()
 * @check: (nullable): what tells whether its token is right; %NULL when it needs none
 * @check_data: for @check
 * @arrived: the number of the newest event when it asked to be let in
 * @closed: called once, when its connection is closed or broken; frees the client
 * @user_data: for @closed
 *
 * What a client is made with; all of it must outlive the client.
 */
typedef struct
{
  PerchEventHub *hub;
  PerchEventFanOut *fan_out;
  const PerchEventLimits *limits;
  PerchDeadlines *deadlines;
  PerchEventTokenCheck check;
  gpointer check_data;
  guint64 arrived;
  PerchEventClientFunc closed;
  gpointer user_data;
} PerchEventClientSetup;

PerchEventClient *perch_event_client_new (PerchWebsocket *socket,
                                          const PerchEventClientSetup *setup);
void perch_event_client_free (PerchEventClient *self);
void perch_event_client_begin (PerchEventClient *self, PerchHangups *inputs);
void perch_event_client_fall_behind (PerchEventClient *self,
                                     guint64 cursor,
                                     const guint8 *rest,
                                     gsize length);
void perch_event_client_pass_deadline (PerchEventClient *self);
void perch_event_client_close (PerchEventClient *self, guint code, const char *reason);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PerchEventClient, perch_event_client_free)

G_END_DECLS
