/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gio/gio.h>

#include "app/server/deadlines.h"
#include "app/server/peer.h"

G_BEGIN_DECLS

typedef struct _PerchConnection PerchConnection;

/**
 * PerchConnectionFunc:
 *
 * Called once, when the last user of the stream has let go of it and it is closed.
 */
typedef void (*PerchConnectionFunc) (PerchConnection *connection, gpointer user_data);

PerchConnection *perch_connection_new (GSocket *socket,
                                       PerchDeadlines *deadlines,
                                       PerchConnectionFunc closed,
                                       gpointer user_data);
PerchConnection *perch_connection_ref (PerchConnection *self);
void perch_connection_unref (PerchConnection *self);
GIOStream *perch_connection_open_stream (PerchConnection *self);
GIOStream *perch_connection_get_stream (PerchConnection *self);
gboolean perch_connection_is_open (PerchConnection *self);
PerchConnection *perch_connection_from_address (GSocketAddress *address);
GSocketAddress *perch_connection_make_address (PerchConnection *self, GInetAddress *host);
GSocket *perch_connection_get_socket (PerchConnection *self);
PerchPeer perch_connection_get_peer (PerchConnection *self);
void perch_connection_set_peer (PerchConnection *self, PerchPeer peer);
void perch_connection_set_deadline (PerchConnection *self, guint after_ms);
void perch_connection_set_patient (PerchConnection *self, gboolean patient);
void perch_connection_shutdown (PerchConnection *self);
gboolean perch_connection_is_cut_off (PerchConnection *self);
gboolean perch_connection_has_ended (PerchConnection *self);
void perch_connection_orphan (PerchConnection *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PerchConnection, perch_connection_unref)

G_END_DECLS
