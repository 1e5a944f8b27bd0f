/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/routes/routes.h"

G_BEGIN_DECLS

/**
 * PerchForwardFunc:
 * @backend: what has done as it was asked
 *
 * Called before the request is answered.
 */
typedef void (*PerchForwardFunc) (PerchRoutes *self,
                                  PerchRequest *request,
                                  PerchBackend *backend,
                                  gpointer user_data);

/**
 * PerchForward:
 * @method: what the backend is asked for
 * @params: (nullable): as perch_backend_call_bytes_async() wants them
 * @timeout_ms: how long it may take, in milliseconds
 * @done: (nullable): called when it has done it
 * @user_data: for @done
 * @destroy: (nullable): frees @user_data, in any case
 *
 * What becomes of a request when it goes to a backend. Nothing of it has to outlive the call that
 * it is given to.
 */
typedef struct
{
  const char *method;
  GBytes *params;
  guint timeout_ms;
  PerchForwardFunc done;
  gpointer user_data;
  GDestroyNotify destroy;
} PerchForward;

void perch_routes_forward (PerchRoutes *self,
                           PerchRequest *request,
                           PerchBackend *backend,
                           const PerchForward *forward);
void perch_routes_reply_not_running (PerchRequest *request);

G_END_DECLS
