/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/approvals/ask-queue.h"
#include "app/notifier.h"

G_BEGIN_DECLS

/* Actions of the application that the notification names, the last one from elsewhere. */
#define PERCH_ASK_ACTION_APPROVE "ask-approve"
#define PERCH_ASK_ACTION_REJECT "ask-reject"
#define PERCH_ASK_ACTION_SHOW "ask-show"

#define PERCH_TYPE_ASK_NOTICE (perch_ask_notice_get_type ())
G_DECLARE_FINAL_TYPE (PerchAskNotice, perch_ask_notice, PERCH, ASK_NOTICE, GObject)

PerchAskNotice *perch_ask_notice_new (PerchNotifier *notifier, PerchAskQueue *asks);

G_END_DECLS
