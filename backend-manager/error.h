/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * PerchBackendError:
 * @PERCH_BACKEND_ERROR_PROFILE: a profile does not parse or validate; the message has file and
 * place
 * @PERCH_BACKEND_ERROR_NOT_FOUND: no such executable, interpreter, directory or backend
 * @PERCH_BACKEND_ERROR_NOT_EXECUTABLE: it is there but can't be executed (mode, directory, format)
 * @PERCH_BACKEND_ERROR_SPAWN: the system refused to start it; may heal (EAGAIN, ENOMEM, ETXTBSY…)
 * @PERCH_BACKEND_ERROR_EXITED: it ended before it was ready
 * @PERCH_BACKEND_ERROR_NOT_READY: it did not become ready in time
 * @PERCH_BACKEND_ERROR_LEFTOVERS: processes are left that Perch may not end
 * @PERCH_BACKEND_ERROR_SUPERSEDED: a later call (stop after start, …) made this one moot
 * @PERCH_BACKEND_ERROR_NOT_RUNNING: it can't be asked for anything: it does not run
 * @PERCH_BACKEND_ERROR_TIMED_OUT: it did not answer in time
 * @PERCH_BACKEND_ERROR_NO_METHOD: it does not know the method it was asked for
 * @PERCH_BACKEND_ERROR_CALL: it answered with an error
 * @PERCH_BACKEND_ERROR_GUARD: the guard can't be found, can't do its work or died
 */
typedef enum
{
  PERCH_BACKEND_ERROR_PROFILE,
  PERCH_BACKEND_ERROR_NOT_FOUND,
  PERCH_BACKEND_ERROR_NOT_EXECUTABLE,
  PERCH_BACKEND_ERROR_SPAWN,
  PERCH_BACKEND_ERROR_EXITED,
  PERCH_BACKEND_ERROR_NOT_READY,
  PERCH_BACKEND_ERROR_LEFTOVERS,
  PERCH_BACKEND_ERROR_SUPERSEDED,
  PERCH_BACKEND_ERROR_NOT_RUNNING,
  PERCH_BACKEND_ERROR_TIMED_OUT,
  PERCH_BACKEND_ERROR_NO_METHOD,
  PERCH_BACKEND_ERROR_CALL,
  PERCH_BACKEND_ERROR_GUARD,
} PerchBackendError;

#define PERCH_BACKEND_ERROR (perch_backend_error_quark ())
GQuark perch_backend_error_quark (void);

G_END_DECLS
