/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * PerchPeer:
 * @PERCH_PEER_UNKNOWN: the kernel does not say, or not any more
 * @PERCH_PEER_SAME_USER: a process of the user that Perch runs as
 * @PERCH_PEER_OTHER_USER: a process of somebody else
 *
 * Who is at the other end of a connection.
 */
typedef enum
{
  PERCH_PEER_UNKNOWN,
  PERCH_PEER_SAME_USER,
  PERCH_PEER_OTHER_USER,
} PerchPeer;

/**
 * PerchPeerOwner:
 * @uid: whose the socket at the other end is
 * @inode: its number; 0 for one that no process holds any more
 */
typedef struct
{
  guint32 uid;
  guint64 inode;
} PerchPeerOwner;

typedef struct _PerchPeerFinder PerchPeerFinder;

PerchPeerFinder *perch_peer_finder_new (void);
void perch_peer_finder_free (PerchPeerFinder *self);
gboolean perch_peer_finder_ask (PerchPeerFinder *self, GSocket *socket, PerchPeer *peer);
gboolean perch_peer_finder_find_owner (PerchPeerFinder *self,
                                       GSocket *socket,
                                       PerchPeerOwner *owner);
void perch_peer_find_slowly_async (GSocket *socket,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
gboolean perch_peer_find_slowly_finish (GAsyncResult *result, PerchPeer *peer, GError **error);
PerchPeer perch_peer_judge (const PerchPeerOwner *owner, guint32 our_uid);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PerchPeerFinder, perch_peer_finder_free)

G_END_DECLS
