/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gio/gio.h>

#include "app/triggers/trigger.h"

G_BEGIN_DECLS

typedef struct _PerchTriggers PerchTriggers;

/**
 * PerchTriggerCause:
 * @text: what set it off, for the log: "event tick"
 * @trace_id: what it belongs to
 * @depth: how many triggers in a row have led to it, itself included
 *
 * Why a trigger is run.
 */
typedef struct
{
  const char *text;
  const char *trace_id;
  guint depth;
} PerchTriggerCause;

typedef struct _PerchTriggerRun PerchTriggerRun;

PerchTriggerRun *perch_trigger_run_new (PerchTriggers *triggers,
                                        PerchTrigger *trigger,
                                        const PerchTriggerCause *cause,
                                        JsonObject *values,
                                        gsize size);
PerchTriggerRun *perch_trigger_run_ref (PerchTriggerRun *self);
void perch_trigger_run_unref (PerchTriggerRun *self);
void perch_trigger_run_take_task (PerchTriggerRun *self, GTask *task);
void perch_trigger_run_begin (PerchTriggerRun *self);
void perch_trigger_run_refuse (PerchTriggerRun *self, const GError *error);
PerchTrigger *perch_trigger_run_get_trigger (PerchTriggerRun *self);
const PerchTriggerCause *perch_trigger_run_get_cause (PerchTriggerRun *self);
JsonObject *perch_trigger_run_get_values (PerchTriggerRun *self);
gsize perch_trigger_run_get_size (PerchTriggerRun *self);
char *perch_trigger_run_dup_report (PerchTriggerRun *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PerchTriggerRun, perch_trigger_run_unref)

G_END_DECLS
