/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * PerchLimits:
 * @max_connections: connections open at a time; more wait in the kernel's backlog
 * @max_per_peer: how many of them may be from one peer: a process at a Unix socket, our user at a
 *   port; 0 for nine tenths of all. Those at a port who are not known to be of our user have a
 * quarter of all, together
 * @header_ms: a request's header must be there this long after the connection was accepted
 * @body_ms: its body must be there this long after the header
 * @stall_s: a peer that neither sends nor takes anything for this long is cut off
 * @max_body: bytes a request's body may have where its route says nothing else
 *
 * What a surface allows its clients, so that none of them can use up what all need.
 */
typedef struct
{
  guint max_connections;
  guint max_per_peer;
  guint header_ms;
  guint body_ms;
  guint stall_s;
  gsize max_body;
} PerchLimits;

void perch_limits_init (PerchLimits *limits);

G_END_DECLS
