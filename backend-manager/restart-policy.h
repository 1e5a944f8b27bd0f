/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "backend-manager/profile.h"

G_BEGIN_DECLS

/**
 * PerchRestartVerdict:
 * @PERCH_RESTART_VERDICT_STAY: it ended as it should; stay stopped
 * @PERCH_RESTART_VERDICT_WAIT: start it again after the wait that came with the verdict
 * @PERCH_RESTART_VERDICT_GIVE_UP: leave it failed until a person starts it
 */
typedef enum
{
  PERCH_RESTART_VERDICT_STAY,
  PERCH_RESTART_VERDICT_WAIT,
  PERCH_RESTART_VERDICT_GIVE_UP,
} PerchRestartVerdict;

typedef struct _PerchRestartPolicy PerchRestartPolicy;

PerchRestartPolicy *perch_restart_policy_new (PerchRestartMode mode, GRand *random);
void perch_restart_policy_free (PerchRestartPolicy *self);
void perch_restart_policy_reset (PerchRestartPolicy *self);
PerchRestartVerdict perch_restart_policy_ended (PerchRestartPolicy *self,
                                                gint64 now_us,
                                                gint64 ran_us,
                                                gboolean clean,
                                                gboolean can_heal,
                                                guint *wait_ms);
guint perch_restart_policy_get_failures (PerchRestartPolicy *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PerchRestartPolicy, perch_restart_policy_free)

G_END_DECLS
