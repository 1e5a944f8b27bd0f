/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "backend-manager/backend-private.h"

G_BEGIN_DECLS

/* One backend that runs tests/fixtures/kid.c under a real guard. */
typedef struct
{
  char *folder; /* (owned): removed with all that is in it */
  char *run_dir; /* (owned) */
  char *place_dir; /* (owned) */
  PerchBackend *backend; /* (owned) */
  GArray *states; /* (owned) (element-type PerchBackendState): each that it was in, in order */
} BackendFixture;

/* What became of one asynchronous call. */
typedef struct
{
  gboolean returned;
  GError *error; /* (owned) (nullable) */
} BackendCall;

char *backend_fixture_find (const char *relative);
PerchProfile *backend_fixture_profile (const char *script);
void backend_fixture_set_up (BackendFixture *fixture, PerchProfile *profile);
void backend_fixture_tear_down (BackendFixture *fixture);
void backend_fixture_wait_for_state (BackendFixture *fixture, PerchBackendState state);
void backend_call_start (BackendFixture *fixture, BackendCall *call);
void backend_call_stop (BackendFixture *fixture, BackendCall *call);
void backend_call_restart (BackendFixture *fixture, BackendCall *call);
void backend_call_wait (BackendCall *call);
void backend_call_clear (BackendCall *call);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BackendCall, backend_call_clear)

G_END_DECLS
