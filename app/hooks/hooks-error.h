/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * PerchHooksError:
 * @PERCH_HOOKS_ERROR_UNKNOWN: there is no item, or callback, of that name
 * @PERCH_HOOKS_ERROR_DISABLED: a person could not use the item now either
 * @PERCH_HOOKS_ERROR_ACTION: this can't be done with the item
 * @PERCH_HOOKS_ERROR_VALUE: the item can't have that value
 * @PERCH_HOOKS_ERROR_FULL: too many tasks are queued
 */
typedef enum
{
  PERCH_HOOKS_ERROR_UNKNOWN,
  PERCH_HOOKS_ERROR_DISABLED,
  PERCH_HOOKS_ERROR_ACTION,
  PERCH_HOOKS_ERROR_VALUE,
  PERCH_HOOKS_ERROR_FULL,
} PerchHooksError;

#define PERCH_HOOKS_ERROR (perch_hooks_error_quark ())
GQuark perch_hooks_error_quark (void);

G_END_DECLS
