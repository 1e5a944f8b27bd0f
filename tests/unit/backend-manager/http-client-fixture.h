/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <libsoup/soup.h>

#include "backend-manager/http-client.h"
#include "tests/unit/backend-manager/client-outcome.h"

G_BEGIN_DECLS

#define HTTP_CLIENT_PATIENCE_MS 60000

/* A client of kind `http` and a server on which each path is a way to answer. */
typedef struct
{
  SoupServer *server;
  guint16 port;
  PerchBackendClient *client;
  GHashTable *connections; /* (element-type GSocket): that requests came over */
  guint n_waiting; /* requests that get no answer */
  const char *shape; /* (nullable): that numbers are said to have */
  char *seen; /* the last request, in words */
} HttpClientFixture;

PerchBackendClient *http_client_new_for (guint16 port, const char *health_path);
void http_client_set_up (HttpClientFixture *fixture, gconstpointer data);
void http_client_tear_down (HttpClientFixture *fixture, gconstpointer data);
void http_client_call (HttpClientFixture *fixture,
                       const char *method,
                       guint timeout_ms,
                       PerchOutcome *outcome);

G_END_DECLS
