/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * PerchTriggerError:
 * @PERCH_TRIGGER_ERROR_FILE: the settings file is wrong; the message has the place
 * @PERCH_TRIGGER_ERROR_UNKNOWN: there is no trigger of that name
 * @PERCH_TRIGGER_ERROR_LOOP: it was set off by itself, by way of others or not, too often
 * @PERCH_TRIGGER_ERROR_BUSY: too many triggers run or wait
 * @PERCH_TRIGGER_ERROR_ENDING: Perch is about to end
 * @PERCH_TRIGGER_ERROR_FAILED: one of its actions went wrong
 */
typedef enum
{
  PERCH_TRIGGER_ERROR_FILE,
  PERCH_TRIGGER_ERROR_UNKNOWN,
  PERCH_TRIGGER_ERROR_LOOP,
  PERCH_TRIGGER_ERROR_BUSY,
  PERCH_TRIGGER_ERROR_ENDING,
  PERCH_TRIGGER_ERROR_FAILED,
} PerchTriggerError;

#define PERCH_TRIGGER_ERROR (perch_trigger_error_quark ())
GQuark perch_trigger_error_quark (void);

G_END_DECLS
