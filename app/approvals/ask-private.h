/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/approvals/ask-queue.h"
#include "app/server/deadlines.h"

G_BEGIN_DECLS

/* @link is in one of the queue's lists as long as @queue is set. @deadline is set while PENDING.
 * @way says something only when APPROVED or REJECTED, and @by too. */
struct _PerchAsk
{
  GObject parent_instance;
  PerchAskQueue *queue; /* (unowned) (nullable) */
  GList link;
  PerchDeadline deadline;

  char *id; /* (owned) */
  char *prompt; /* (owned) */
  char *tool_name; /* (owned) (nullable) */
  char *args; /* (owned) (nullable) */
  char *trace_id; /* (owned) (nullable) */
  PerchCaller *caller; /* (owned) */
  guint timeout_ms;
  gint64 asked_us; /* monotonic */
  gint64 asked_real_us;

  PerchAskState state;
  PerchAskWay way;
  char *response; /* (owned) (nullable) */
  PerchCaller *by; /* (owned) (nullable) */
  gint64 ended_us; /* monotonic */
};

PerchAsk *perch_ask_new (const char *id, const PerchAskQuestion *question);
void perch_ask_end (PerchAsk *self, PerchAskState state, const PerchAskAnswer *answer);

G_END_DECLS
