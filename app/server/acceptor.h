/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/server/connection.h"
#include "app/server/server-error.h"
#include "app/server/server-limits.h"

G_BEGIN_DECLS

typedef struct _PerchAcceptor PerchAcceptor;

/**
 * PerchAcceptFunc:
 * @connection: a connection that has passed the acceptor's checks; it opens the stream
 *
 * Called for each accepted connection. One whose stream is not opened during the call is closed.
 */
typedef void (*PerchAcceptFunc) (PerchConnection *connection, gpointer user_data);

PerchAcceptor *perch_acceptor_new (const PerchLimits *limits,
                                   PerchAcceptFunc func,
                                   gpointer user_data);
void perch_acceptor_free (PerchAcceptor *self);
gboolean perch_acceptor_listen (PerchAcceptor *self, GSocketAddress *address, GError **error);
gboolean perch_acceptor_listen_on (PerchAcceptor *self, GSocket *listener, GError **error);
void perch_acceptor_set_limits (PerchAcceptor *self, const PerchLimits *limits);
void perch_acceptor_unlisten (PerchAcceptor *self);
void perch_acceptor_stop (PerchAcceptor *self);
GSocketAddress *perch_acceptor_get_address (PerchAcceptor *self);
GSocket *perch_acceptor_get_listener (PerchAcceptor *self);
gboolean perch_acceptor_admit (PerchAcceptor *self, PerchConnection *connection);
guint perch_acceptor_get_n_open (PerchAcceptor *self);
guint64 perch_acceptor_get_n_refused (PerchAcceptor *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PerchAcceptor, perch_acceptor_free)

G_END_DECLS
