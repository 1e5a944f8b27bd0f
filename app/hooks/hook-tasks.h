/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/hooks/hook-order.h"

G_BEGIN_DECLS

/* How many orders may wait; more are refused. */
#define PERCH_HOOK_TASKS_MAX_QUEUED 1000

/* How many that have ended can still be asked for. */
#define PERCH_HOOK_TASKS_KEPT 256

typedef enum
{
  PERCH_HOOK_TASK_QUEUED,
  PERCH_HOOK_TASK_DONE,
  PERCH_HOOK_TASK_FAILED,
} PerchHookTaskState;

/**
 * PerchHookTask:
 * @id: its number, from 1
 * @order: what is to be done
 * @problem: (nullable): set exactly when it has failed
 *
 * An order and what has become of it.
 */
typedef struct
{
  guint64 id;
  PerchHookOrder *order; /* (owned) */
  PerchHookTaskState state;
  char *problem; /* (owned) */
} PerchHookTask;

typedef struct _PerchHookTasks PerchHookTasks;

/**
 * PerchHookTaskFunc:
 * @order: what to do
 * @error: return location for why it can't be done
 *
 * Returns: whether it was done
 */
typedef gboolean (*PerchHookTaskFunc) (const PerchHookOrder *order,
                                       gpointer user_data,
                                       GError **error);

PerchHookTasks *perch_hook_tasks_new (PerchHookTaskFunc func, gpointer user_data);
void perch_hook_tasks_free (PerchHookTasks *self);
guint64 perch_hook_tasks_take (PerchHookTasks *self, PerchHookOrder *order, GError **error);
const PerchHookTask *perch_hook_tasks_lookup (PerchHookTasks *self, guint64 id);
void perch_hook_tasks_clear (PerchHookTasks *self);
const char *perch_hook_task_state_to_string (PerchHookTaskState state);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PerchHookTasks, perch_hook_tasks_free)

G_END_DECLS
