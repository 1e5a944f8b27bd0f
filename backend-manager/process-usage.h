/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * PerchProcessUsage:
 * @started: when it was started, in ticks since the machine was; with the pid it is unique
 * @cpu_ticks: processor time it has used, in ticks
 * @memory_bytes: proportional set size where readable, else resident set size
 * @open_files: number of open descriptors; 0 where it can't be read
 *
 * There are perch_process_ticks_per_second() ticks in a second.
 */
typedef struct
{
  guint64 started;
  guint64 cpu_ticks;
  guint64 memory_bytes;
  guint open_files;
} PerchProcessUsage;

gboolean perch_process_usage_read (GPid pid, PerchProcessUsage *usage);
guint perch_process_ticks_per_second (void);

G_END_DECLS
