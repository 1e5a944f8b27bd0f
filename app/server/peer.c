/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/server/peer-private.h"

/* What the kernel says for a user that the namespace of the asking process has no number for. */
#define OVERFLOW_UID 65534

/**
 * perch_peer_judge:
 * @owner: what the kernel knows of the socket at the other end
 * @our_uid: the user that Perch runs as
 *
 * A socket that its process has closed belongs to nobody any more, and the kernel shows it as
 * root's: that must not make a stranger into root. Nor must everybody be taken for `nobody` where
 * Perch is that itself.
 *
 * Returns: who is at the other end
 */
PerchPeer
perch_peer_judge (const PerchPeerOwner *owner, guint32 our_uid)
{
  g_return_val_if_fail (owner != NULL, PERCH_PEER_UNKNOWN);

  if (owner->inode == 0)
    return PERCH_PEER_UNKNOWN;
  if (owner->uid != our_uid)
    return PERCH_PEER_OTHER_USER;
  return our_uid == OVERFLOW_UID ? PERCH_PEER_UNKNOWN : PERCH_PEER_SAME_USER;
}

/**
 * perch_peer_ends_init:
 * @ends: (out caller-allocates): the two ends; clear with perch_peer_ends_clear()
 * @socket: an accepted socket
 *
 * Returns: whether @socket is a TCP one that is still connected
 */
gboolean
perch_peer_ends_init (PerchPeerEnds *ends, GSocket *socket)
{
  g_autoptr (GSocketAddress) ours = NULL;
  g_autoptr (GSocketAddress) theirs = NULL;

  g_return_val_if_fail (ends != NULL, FALSE);
  g_return_val_if_fail (G_IS_SOCKET (socket), FALSE);

  *ends = (PerchPeerEnds){ NULL, NULL };
  ours = g_socket_get_local_address (socket, NULL);
  theirs = g_socket_get_remote_address (socket, NULL);
  if (!G_IS_INET_SOCKET_ADDRESS (ours) || !G_IS_INET_SOCKET_ADDRESS (theirs))
    return FALSE;
  ends->ours = G_INET_SOCKET_ADDRESS (g_steal_pointer (&ours));
  ends->theirs = G_INET_SOCKET_ADDRESS (g_steal_pointer (&theirs));
  return TRUE;
}

/**
 * perch_peer_ends_clear:
 * @ends: what perch_peer_ends_init() has filled in
 */
void
perch_peer_ends_clear (PerchPeerEnds *ends)
{
  g_return_if_fail (ends != NULL);

  g_clear_object (&ends->ours);
  g_clear_object (&ends->theirs);
}
