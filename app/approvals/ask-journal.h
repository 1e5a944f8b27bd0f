/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/approvals/ask-queue.h"
#include "app/journal/journal.h"

G_BEGIN_DECLS

void perch_ask_journal_follow (PerchJournal *journal, PerchAskQueue *queue);

G_END_DECLS
