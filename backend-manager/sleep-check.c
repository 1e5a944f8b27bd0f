/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/sleep-check.h"

#include "backend-manager/clock.h"

/* Timers stand still while the machine sleeps, but what they are about does not go on where it was
 * when the machine wakes: memory comes back from the disk, and everybody wants the processor. So
 * whoever is late then gets the time once more.
 *
 * The two clocks are not read at the same moment, which is nothing next to the shortest sleep. */
#define SHORTEST_SLEEP_US G_USEC_PER_SEC

/**
 * perch_sleep_check_begin:
 *
 * Looks for sleeps from now on.
 */
void
perch_sleep_check_begin (PerchSleepCheck *self)
{
  self->asleep_us = perch_clock_asleep_us ();
}

/**
 * perch_sleep_check_slept:
 *
 * Returns: whether the machine has slept since the last call, or the beginning
 */
gboolean
perch_sleep_check_slept (PerchSleepCheck *self)
{
  gint64 before_us = self->asleep_us;

  perch_sleep_check_begin (self);
  return self->asleep_us - before_us >= SHORTEST_SLEEP_US;
}

/**
 * perch_sleep_check_force:
 *
 * Somebody else knows that the machine has slept: the next perch_sleep_check_slept() says so.
 */
void
perch_sleep_check_force (PerchSleepCheck *self)
{
  self->asleep_us = G_MININT64 / 2;
}
