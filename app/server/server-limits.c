/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/server/server-limits.h"

/**
 * perch_limits_init:
 * @limits: (out caller-allocates): what to fill in
 *
 * Sets @limits to what holds where a surface's settings say nothing else.
 */
void
perch_limits_init (PerchLimits *limits)
{
  g_return_if_fail (limits != NULL);

  *limits = (PerchLimits){
    .max_connections = 256,
    .header_ms = 5000,
    .body_ms = 60000,
    .stall_s = 10,
    .max_body = 1024 * 1024,
  };
}
