/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gtk/gtk.h>

#include "backend-manager/sampler.h"

G_BEGIN_DECLS

/**
 * PerchUsageKind:
 * @PERCH_USAGE_CPU: per cent of one core
 * @PERCH_USAGE_MEMORY: bytes
 *
 * What a chart shows of the samples.
 */
typedef enum
{
  PERCH_USAGE_CPU,
  PERCH_USAGE_MEMORY,
} PerchUsageKind;

#define PERCH_TYPE_USAGE_CHART (perch_usage_chart_get_type ())
G_DECLARE_FINAL_TYPE (PerchUsageChart, perch_usage_chart, PERCH, USAGE_CHART, GtkBox)

GtkWidget *perch_usage_chart_new (PerchUsageKind kind, PerchSampler *sampler);
void perch_usage_chart_refresh (PerchUsageChart *self);

G_END_DECLS
