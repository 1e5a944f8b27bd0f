/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * PerchServerError:
 * @PERCH_SERVER_ERROR_ADDRESS: can't listen there: not loopback, taken, not allowed
 * @PERCH_SERVER_ERROR_BUSY: another Perch of this user runs
 * @PERCH_SERVER_ERROR_HELLO: the first message of a client makes no sense
 * @PERCH_SERVER_ERROR_PLACE: the runtime directory can't be used: not ours, open to others, no room
 */
typedef enum
{
  PERCH_SERVER_ERROR_ADDRESS,
  PERCH_SERVER_ERROR_BUSY,
  PERCH_SERVER_ERROR_HELLO,
  PERCH_SERVER_ERROR_PLACE,
} PerchServerError;

#define PERCH_SERVER_ERROR (perch_server_error_quark ())
GQuark perch_server_error_quark (void);

G_END_DECLS
