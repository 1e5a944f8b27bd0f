/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "perch-client-macros.h"
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * PerchClientError:
 * @PERCH_CLIENT_ERROR_NOT_RUNNING: there is no Perch to talk to
 * @PERCH_CLIENT_ERROR_TIMED_OUT: it did not answer in time
 * @PERCH_CLIENT_ERROR_CONNECTION: the connection broke
 * @PERCH_CLIENT_ERROR_BAD_ANSWER: what answers there does not speak as Perch does
 * @PERCH_CLIENT_ERROR_REFUSED: Perch has answered with an error, see perch_client_error_get_code()
 *
 * What can go wrong with a client. What a program has cancelled itself is a
 * %G_IO_ERROR_CANCELLED.
 */
typedef enum
{
  PERCH_CLIENT_ERROR_NOT_RUNNING,
  PERCH_CLIENT_ERROR_TIMED_OUT,
  PERCH_CLIENT_ERROR_CONNECTION,
  PERCH_CLIENT_ERROR_BAD_ANSWER,
  PERCH_CLIENT_ERROR_REFUSED,
} PerchClientError;

#define PERCH_CLIENT_ERROR (perch_client_error_quark ())
PERCH_CLIENT_EXPORT GQuark perch_client_error_quark (void);

PERCH_CLIENT_EXPORT const char *perch_client_error_get_code (const GError *error);
PERCH_CLIENT_EXPORT const char *perch_client_error_get_trace_id (const GError *error);
PERCH_CLIENT_EXPORT JsonNode *perch_client_error_get_reply (const GError *error);

G_END_DECLS
