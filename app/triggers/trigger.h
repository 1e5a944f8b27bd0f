/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/journal/token-bucket.h"
#include "app/triggers/event-filter.h"
#include "app/triggers/trigger-action.h"

G_BEGIN_DECLS

/**
 * PerchTrigger:
 * @name: what it is called, unique
 * @filter: (nullable): which events set it off; none do without it
 * @actions: (element-type PerchTriggerAction): what it does, in this order
 * @source: what the settings file says of it
 * @bucket: how often events may still set it off
 * @n_runs: how many of its runs are not over
 *
 * A trigger of the settings file. Counted references; all members are owned, and nothing but
 * @bucket and @n_runs ever changes.
 */
typedef struct
{
  char *name;
  PerchEventFilter *filter;
  GPtrArray *actions;
  JsonObject *source;
  PerchTokenBucket bucket;
  guint n_runs;
} PerchTrigger;

PerchTrigger *perch_trigger_read (const PerchJsonFields *list, const char *index, GError **error);
PerchTrigger *perch_trigger_ref (PerchTrigger *self);
void perch_trigger_unref (PerchTrigger *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PerchTrigger, perch_trigger_unref)

G_END_DECLS
