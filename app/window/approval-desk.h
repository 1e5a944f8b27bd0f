/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/approvals/standing-answers.h"
#include "app/notifier.h"

G_BEGIN_DECLS

#define PERCH_TYPE_APPROVAL_DESK (perch_approval_desk_get_type ())
G_DECLARE_FINAL_TYPE (PerchApprovalDesk, perch_approval_desk, PERCH, APPROVAL_DESK, GObject)

PerchApprovalDesk *perch_approval_desk_new (PerchNotifier *notifier,
                                            PerchStandingAnswers *standing);

G_END_DECLS
