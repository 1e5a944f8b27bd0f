/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/restart-policy.h"

#define FAILURES_TO_GIVE_UP 5
#define WINDOW_US (120 * G_USEC_PER_SEC)
#define LONG_RUN_US (60 * G_USEC_PER_SEC)
#define JITTER 0.2

static const guint waits_ms[] = { 1000, 2000, 4000, 8000, 16000, 30000 };

/* @failed_us is a ring: failure number n (from 0) is in slot n % FAILURES_TO_GIVE_UP, so that on a
 * new failure the slot after it holds the oldest that still matters.
 *
 * @waits counts clean ends too (mode `always`), @failures does not: a backend that ends cleanly
 * again and again is started ever more slowly, but never given up as failed. */
struct _PerchRestartPolicy
{
  PerchRestartMode mode;
  GRand *random; /* (owned) */
  guint waits;
  guint failures;
  gint64 failed_us[FAILURES_TO_GIVE_UP];
};

/**
 * perch_restart_policy_new:
 * @random: (transfer none) (nullable): gives the seed of the jitter; %NULL for one from the system
 *
 * Decides what follows when a backend has ended. It has no timer and no clock of its own.
 *
 * Returns: (transfer full): a policy that has seen no failure
 */
PerchRestartPolicy *
perch_restart_policy_new (PerchRestartMode mode, GRand *random)
{
  PerchRestartPolicy *self = NULL;

  g_return_val_if_fail (mode <= PERCH_RESTART_NEVER, NULL);

  self = g_new0 (PerchRestartPolicy, 1);
  self->mode = mode;
  /* An own generator: backends that share one must not wait for the same time after one crash. */
  self->random = random ? g_rand_new_with_seed (g_rand_int (random)) : g_rand_new ();
  return self;
}

/**
 * perch_restart_policy_free:
 */
void
perch_restart_policy_free (PerchRestartPolicy *self)
{
  g_return_if_fail (self != NULL);

  g_rand_free (self->random);
  g_free (self);
}

/**
 * perch_restart_policy_reset:
 *
 * Forgets all failures. For when a person starts the backend.
 */
void
perch_restart_policy_reset (PerchRestartPolicy *self)
{
  g_return_if_fail (self != NULL);

  self->waits = 0;
  self->failures = 0;
}

static void
count_failure (PerchRestartPolicy *self, gint64 now_us)
{
  self->failed_us[self->failures % FAILURES_TO_GIVE_UP] = now_us;
  self->failures++;
}

static gboolean
failed_too_often (PerchRestartPolicy *self, gint64 now_us)
{
  return self->failures >= FAILURES_TO_GIVE_UP &&
         now_us - self->failed_us[self->failures % FAILURES_TO_GIVE_UP] <= WINDOW_US;
}

static guint
next_wait (PerchRestartPolicy *self)
{
  guint wait_ms = waits_ms[MIN (self->waits, G_N_ELEMENTS (waits_ms) - 1)];

  self->waits++;
  return (guint) (wait_ms * g_rand_double_range (self->random, 1 - JITTER, 1 + JITTER));
}

/**
 * perch_restart_policy_ended:
 * @now_us: when it ended, by a clock that never goes back
 * @ran_us: how long it had run; 0 when it could not even be started
 * @clean: it ended with status 0
 * @can_heal: %FALSE when the next try would fail for the same reason (not found, wrong format, …)
 * @wait_ms: (out): how long to wait before the next try; 0 unless the verdict is
 *   %PERCH_RESTART_VERDICT_WAIT
 *
 * To be called when the backend has ended without having been asked to. An end after 60 seconds of
 * running is the first of a new series.
 *
 * Returns: what to do
 */
PerchRestartVerdict
perch_restart_policy_ended (PerchRestartPolicy *self,
                            gint64 now_us,
                            gint64 ran_us,
                            gboolean clean,
                            gboolean can_heal,
                            guint *wait_ms)
{
  g_return_val_if_fail (self != NULL, PERCH_RESTART_VERDICT_GIVE_UP);
  g_return_val_if_fail (wait_ms != NULL, PERCH_RESTART_VERDICT_GIVE_UP);

  *wait_ms = 0;
  if (ran_us >= LONG_RUN_US)
    perch_restart_policy_reset (self);

  if (clean && can_heal)
    {
      if (self->mode != PERCH_RESTART_ALWAYS)
        return PERCH_RESTART_VERDICT_STAY;
      *wait_ms = next_wait (self);
      return PERCH_RESTART_VERDICT_WAIT;
    }

  count_failure (self, now_us);
  if (!can_heal || self->mode == PERCH_RESTART_NEVER || failed_too_often (self, now_us))
    return PERCH_RESTART_VERDICT_GIVE_UP;
  *wait_ms = next_wait (self);
  return PERCH_RESTART_VERDICT_WAIT;
}

/**
 * perch_restart_policy_get_failures:
 *
 * Returns: failures since the last reset or run of 60 seconds; clean ends do not count
 */
guint
perch_restart_policy_get_failures (PerchRestartPolicy *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->failures;
}
