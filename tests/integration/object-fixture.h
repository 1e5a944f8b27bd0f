/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "backend-manager/object-service.h"
#include "tests/unit/backend-manager/scratch.h"

G_BEGIN_DECLS

/* One of the servers of resources/python, and the way to it. */
typedef struct
{
  PerchScratch scratch;
  GSubprocess *server; /* (owned) */
  PerchBackendClient *client; /* (owned) */
  PerchObjectService *service; /* (owned) */
} ObjectFixture;

/* @data is a PerchBackendKind. */
void object_fixture_set_up (ObjectFixture *fixture, gconstpointer data);
void object_fixture_tear_down (ObjectFixture *fixture, gconstpointer data);

/* A GAsyncReadyCallback that sets a GAsyncResult *, and a function that waits for that. */
void object_fixture_keep_cb (GObject *source, GAsyncResult *result, gpointer user_data);
GAsyncResult *object_fixture_wait (GAsyncResult **kept);

PerchRemoteObject *object_fixture_import (ObjectFixture *fixture, const char *name);
PerchObjectResult *object_fixture_eval (ObjectFixture *fixture,
                                        const char *expression,
                                        PerchObjectArguments *locals,
                                        GError **error);

G_END_DECLS
