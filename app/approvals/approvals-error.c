/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/approvals/approvals-error.h"

G_DEFINE_QUARK (perch_approvals_error, perch_approvals_error)
