/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * PerchSleepCheck:
 *
 * Knows since when it is looked for whether the machine has slept. A plain value;
 * perch_sleep_check_begin() fills it.
 */
typedef struct
{
  /*< private >*/
  gint64 asleep_us;
} PerchSleepCheck;

void perch_sleep_check_begin (PerchSleepCheck *self);
gboolean perch_sleep_check_slept (PerchSleepCheck *self);
void perch_sleep_check_force (PerchSleepCheck *self);

G_END_DECLS
