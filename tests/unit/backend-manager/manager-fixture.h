/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "backend-manager/backend-manager.h"
#include "tests/unit/backend-manager/scratch.h"

G_BEGIN_DECLS

/* A manager, and the folder in which its profiles lie. */
typedef struct
{
  PerchScratch scratch;
  PerchBackendManager *manager; /* (owned) (nullable): once it is loaded */
} ManagerFixture;

void manager_fixture_set_up (ManagerFixture *fixture, gconstpointer data);
void manager_fixture_tear_down (ManagerFixture *fixture, gconstpointer data);
void manager_fixture_load (ManagerFixture *fixture, const char *override, const char *const *args);
void manager_fixture_write (ManagerFixture *fixture, const char *name, const char *text);
PerchBackend *manager_fixture_find (ManagerFixture *fixture, const char *name);
void manager_fixture_wait (PerchBackend *backend, PerchBackendState state);

G_END_DECLS
