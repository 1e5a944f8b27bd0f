/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <libsoup/soup.h>

#include "client/perch-client.h"

G_BEGIN_DECLS

/* A client of a real server on a port of its own, which answers all questions with @status and
 * @reply, and keeps what it was asked last. */
typedef struct
{
  SoupServer *server;
  PerchClient *client;
  guint16 port;
  guint status;
  const char *reply;
  char *asked; /* (owned) (nullable): method and path */
  char *bearer; /* (owned) (nullable) */
  char *body; /* (owned) (nullable) */
  GAsyncResult *result; /* (owned) (nullable) */
} ClientFixture;

typedef JsonNode *(*ClientFixtureFunc) (PerchClient *client, GError **error);

/* A list of these ends with one that has no path. */
typedef struct
{
  const char *path;
  void (*run) (ClientFixture *fixture, gconstpointer user_data);
} ClientFixtureTest;

int client_fixture_run_tests (int argc, char **argv, const ClientFixtureTest *tests);
void client_fixture_set_up (ClientFixture *fixture, gconstpointer user_data);
void client_fixture_tear_down (ClientFixture *fixture, gconstpointer user_data);
void client_fixture_result_cb (GObject *source, GAsyncResult *result, gpointer user_data);
void client_fixture_wait (ClientFixture *fixture);
JsonNode *client_fixture_block (ClientFixture *fixture, ClientFixtureFunc func, GError **error);
void client_fixture_check (ClientFixture *fixture,
                           JsonNode *reply,
                           const char *asked,
                           const char *body);

G_END_DECLS
