/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <json-glib/json-glib.h>

#include "backend-manager/pipe-client.h"
#include "tests/unit/backend-manager/client-outcome.h"
#include "tests/unit/backend-manager/pipe-server.h"
#include "tests/unit/backend-manager/scratch.h"

G_BEGIN_DECLS

#define PIPE_CLIENT_PATIENCE_MS 20000

/* A client of kind `pipe` and a server whose answers the requests say; @held are connections that
 * are to be answered later. */
typedef struct
{
  PerchScratch scratch;
  PerchPipeServer *server;
  PerchBackendClient *client;
  GPtrArray *requests; /* (element-type JsonNode) */
  GPtrArray *held; /* (element-type GSocketConnection) */
} PipeClientFixture;

const char *pipe_client_get_command (JsonNode *request);
char *pipe_client_get_path (PipeClientFixture *fixture);
void pipe_client_set_up (PipeClientFixture *fixture, gconstpointer data);
void pipe_client_tear_down (PipeClientFixture *fixture, gconstpointer data);
void pipe_client_answer_clear (PerchOutcome *answer);
void pipe_client_wait_for_requests (PipeClientFixture *fixture, guint n);
void pipe_client_begin (PipeClientFixture *fixture,
                        const char *method,
                        const char *params,
                        PerchOutcome *answer);
void pipe_client_call (PipeClientFixture *fixture, const char *method, PerchOutcome *answer);
void pipe_client_assert_problem (PerchOutcome *answer, int code, const char *message);
void pipe_client_serve (PipeClientFixture *fixture);

G_END_DECLS
