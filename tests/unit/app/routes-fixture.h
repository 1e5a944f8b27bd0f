/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <json-glib/json-glib.h>

#include "app/routes/routes-private.h"

G_BEGIN_DECLS

/* All routes on a real socket, with real backends (tests/fixtures/kid.c under the real guard):
 * "main" runs until it is stopped, "broken" says "boom" and exits with 3, "missing" is not there.
 */
typedef struct
{
  char *folder;
  PerchBackendManager *manager;
  PerchJournal *journal;
  PerchIndicators *indicators;
  GSimpleActionGroup *actions;
  PerchAskQueue *asks;
  PerchRoutes *routes;
  PerchSurface *surface;
  GSocketAddress *address;
  guint n_shown;
  guint n_quits;
} RoutesFixture;

void routes_fixture_set_up (RoutesFixture *fixture, gconstpointer user_data);
void routes_fixture_tear_down (RoutesFixture *fixture, gconstpointer user_data);
JsonObject *routes_fixture_ask (RoutesFixture *fixture,
                                const char *method,
                                const char *path,
                                guint expected_status);
JsonObject *routes_fixture_find (JsonObject *reply, const char *name);

G_END_DECLS
