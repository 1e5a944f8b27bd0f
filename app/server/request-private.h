/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/server/connection.h"
#include "app/server/hangups.h"
#include "app/server/request.h"
#include "app/server/router.h"

G_BEGIN_DECLS

/**
 * PerchRequestState:
 * @PERCH_REQUEST_READING: its header is there, its body is not, or not all of it
 * @PERCH_REQUEST_HANDLING: all of it is there and its handler is being called
 * @PERCH_REQUEST_WAITING: its handler has returned and will answer later
 * @PERCH_REQUEST_ANSWERED: its answer is set
 * @PERCH_REQUEST_GONE: its connection is closed
 */
typedef enum
{
  PERCH_REQUEST_READING,
  PERCH_REQUEST_HANDLING,
  PERCH_REQUEST_WAITING,
  PERCH_REQUEST_ANSWERED,
  PERCH_REQUEST_GONE,
} PerchRequestState;

/* States only go forward, in the order of the enum; a request may skip any of them. @connection is
 * set until GONE. @hangup is watched in WAITING, until the peer has left or sent something more. */
struct _PerchRequest
{
  GObject parent_instance;
  PerchRequestState state;
  SoupServerMessage *message; /* (owned) */
  PerchConnection *connection; /* (owned) (nullable) */
  GCancellable *cancellable; /* (owned) (nullable): made for who asks */
  PerchHangups *hangups; /* (unowned) (nullable): set from WAITING until GONE */
  PerchHangup hangup;
  guint delay_ms; /* of a refusal */
  gsize n_sent; /* bytes of its answer's body */
  gboolean was_taken; /* libsoup has it no more */
  char *trace_id; /* (owned) (nullable): made for who asks */
  gboolean brought_trace_id; /* set together with @trace_id */
  GStrv params; /* (owned) (nullable) */
  PerchRouteAccess access; /* of its route */
  GByteArray *chunks; /* (owned) (nullable): the body until it is complete */
  GBytes *body; /* (owned) (nullable): then this */
};

/* What a surface does with a request. Route handlers see request.h only. */
PerchRequest *perch_request_new (SoupServerMessage *message, PerchConnection *connection);
PerchRequestState perch_request_get_state (PerchRequest *self);
gboolean perch_request_expects_body (PerchRequest *self);
void perch_request_set_delay (PerchRequest *self, guint delay_ms);
gboolean perch_request_was_taken (PerchRequest *self);
void perch_request_set_params (PerchRequest *self, const char *const *params);
void perch_request_announce_body (PerchRequest *self, gsize length);
void perch_request_set_access (PerchRequest *self, PerchRouteAccess access);
gsize perch_request_add_chunk (PerchRequest *self, GBytes *chunk);
void perch_request_begin_handling (PerchRequest *self);
void perch_request_wait (PerchRequest *self, PerchHangups *hangups);
void perch_request_peer_readable (gpointer owner);
void perch_request_answer (PerchRequest *self,
                           guint status,
                           const char *content_type,
                           GBytes *body);
void perch_request_gone (PerchRequest *self);

G_END_DECLS
