/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * PerchApprovalsError:
 * @PERCH_APPROVALS_ERROR_QUESTION: the question makes no sense
 * @PERCH_APPROVALS_ERROR_FULL: too many questions are pending
 * @PERCH_APPROVALS_ERROR_NOBODY: there is nobody to ask
 * @PERCH_APPROVALS_ERROR_OVER: the question is not pending any more
 * @PERCH_APPROVALS_ERROR_STANDING: it can't be answered for some time, only once
 */
typedef enum
{
  PERCH_APPROVALS_ERROR_QUESTION,
  PERCH_APPROVALS_ERROR_FULL,
  PERCH_APPROVALS_ERROR_NOBODY,
  PERCH_APPROVALS_ERROR_OVER,
  PERCH_APPROVALS_ERROR_STANDING,
} PerchApprovalsError;

#define PERCH_APPROVALS_ERROR (perch_approvals_error_quark ())
GQuark perch_approvals_error_quark (void);

G_END_DECLS
