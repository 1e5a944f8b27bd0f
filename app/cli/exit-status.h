/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * PerchExitStatus:
 * @PERCH_EXIT_OK: it has happened
 * @PERCH_EXIT_FAILED: it has not; the reason is on stderr
 * @PERCH_EXIT_USAGE: the command line makes no sense
 * @PERCH_EXIT_NOT_RUNNING: there is no Perch to talk to
 * @PERCH_EXIT_NO_SUCH_BACKEND: Perch knows no backend, or no trigger, of that name
 * @PERCH_EXIT_TIMED_OUT: it has not happened in time, and may still
 * @PERCH_EXIT_NOT_APPROVED: the person has not said yes
 *
 * What every command exits with; perch(1) tells people the same.
 */
typedef enum
{
  PERCH_EXIT_OK = 0,
  PERCH_EXIT_FAILED = 1,
  PERCH_EXIT_USAGE = 2,
  PERCH_EXIT_NOT_RUNNING = 3,
  PERCH_EXIT_NO_SUCH_BACKEND = 4,
  PERCH_EXIT_TIMED_OUT = 5,
  PERCH_EXIT_NOT_APPROVED = 6,
} PerchExitStatus;

#define PERCH_CLI_ERROR (perch_cli_error_quark ())
GQuark perch_cli_error_quark (void);

G_END_DECLS
