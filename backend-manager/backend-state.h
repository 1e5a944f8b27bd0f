/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * PerchBackendState:
 * @PERCH_BACKEND_STATE_NOT_FOUND: there is no executable where the profile says
 * @PERCH_BACKEND_STATE_STOPPED: nothing runs, and this is proven
 * @PERCH_BACKEND_STATE_STARTING: started, its `ready` condition does not hold yet
 * @PERCH_BACKEND_STATE_RUNNING: started and ready
 * @PERCH_BACKEND_STATE_UNHEALTHY: running, but its health probe fails
 * @PERCH_BACKEND_STATE_STOPPING: being ended; some of its processes may still be alive
 * @PERCH_BACKEND_STATE_BACKOFF: it failed, and is started again after a wait
 * @PERCH_BACKEND_STATE_FAILED: it failed, and only a person starts it again
 */
typedef enum
{
  PERCH_BACKEND_STATE_NOT_FOUND,
  PERCH_BACKEND_STATE_STOPPED,
  PERCH_BACKEND_STATE_STARTING,
  PERCH_BACKEND_STATE_RUNNING,
  PERCH_BACKEND_STATE_UNHEALTHY,
  PERCH_BACKEND_STATE_STOPPING,
  PERCH_BACKEND_STATE_BACKOFF,
  PERCH_BACKEND_STATE_FAILED,
} PerchBackendState;

#define PERCH_BACKEND_STATE_LAST PERCH_BACKEND_STATE_FAILED

const char *perch_backend_state_to_string (PerchBackendState state);
gboolean perch_backend_state_may_follow (PerchBackendState from, PerchBackendState to);
gboolean perch_backend_state_is_alive (PerchBackendState state);

G_END_DECLS
