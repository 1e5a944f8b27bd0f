/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gtk/gtk.h>

#include "app/approvals/standing-answers.h"

G_BEGIN_DECLS

/* How long the buttons sleep when a question comes up: who is about to click or to type something
 * else must not answer it. */
#define PERCH_APPROVAL_DIALOG_SLEEP_MS 600

#define PERCH_TYPE_APPROVAL_DIALOG (perch_approval_dialog_get_type ())
G_DECLARE_FINAL_TYPE (PerchApprovalDialog, perch_approval_dialog, PERCH, APPROVAL_DIALOG, GtkWindow)

GtkWidget *perch_approval_dialog_new (PerchStandingAnswers *standing);

G_END_DECLS
