/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/server/peer.h"

G_BEGIN_DECLS

/**
 * PerchPeerEnds:
 * @ours: where a connection arrives
 * @theirs: where it comes from, which is where the socket at the other end is
 *
 * The two ends of an accepted TCP connection; both addresses are of the same family.
 */
typedef struct
{
  GInetSocketAddress *ours;
  GInetSocketAddress *theirs;
} PerchPeerEnds;

gboolean perch_peer_ends_init (PerchPeerEnds *ends, GSocket *socket);
void perch_peer_ends_clear (PerchPeerEnds *ends);
gboolean perch_peer_scan_table (const char *table,
                                const PerchPeerEnds *ends,
                                PerchPeerOwner *owner);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PerchPeerEnds, perch_peer_ends_clear)

G_END_DECLS
