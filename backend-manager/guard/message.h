/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

typedef enum
{
  PERCH_GUARD_ORDER_NONE, /* not a message of ours */
  PERCH_GUARD_ORDER_STOP,
  PERCH_GUARD_ORDER_KILL,
} PerchGuardOrder;

bool perch_guard_parse_milliseconds (const char *text, int64_t *milliseconds);
PerchGuardOrder perch_guard_order_parse (const char *text, int64_t *grace);

void perch_guard_say_started (int socket, pid_t main_pid, pid_t guard);
void perch_guard_say_failed (int socket, int error, const char *stage);
void perch_guard_say_ended (int socket, int wait_status);
void perch_guard_say_left (int socket, unsigned left, unsigned denied);
void perch_guard_say_done (int socket, bool empty, unsigned left);
