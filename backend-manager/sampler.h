/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * PerchSample:
 * @when_us: CLOCK_BOOTTIME, in microseconds
 * @cpu_percent: of one core, since the sample before; 0 in the first; may exceed 100
 * @memory_bytes: proportional set size where readable, else resident set size, summed
 * @processes: number of processes in the tree
 * @open_files: number of open descriptors in the tree
 */
typedef struct
{
  gint64 when_us;
  double cpu_percent;
  guint64 memory_bytes;
  guint processes;
  guint open_files;
} PerchSample;

#define PERCH_TYPE_SAMPLER (perch_sampler_get_type ())
G_DECLARE_FINAL_TYPE (PerchSampler, perch_sampler, PERCH, SAMPLER, GObject)

PerchSampler *perch_sampler_new (void);
void perch_sampler_set_root (PerchSampler *self, GPid root);
void perch_sampler_set_watched (PerchSampler *self, gboolean watched);
const PerchSample *perch_sampler_get_latest (PerchSampler *self);
const PerchSample *perch_sampler_get_history (PerchSampler *self, guint *n_samples);

G_END_DECLS
