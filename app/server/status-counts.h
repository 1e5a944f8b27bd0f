/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * PerchStatusCount:
 * @status: HTTP status
 * @n_requests: how many requests have got it
 *
 * An element of what perch_status_counts_new() makes.
 */
typedef struct
{
  guint status;
  guint64 n_requests;
} PerchStatusCount;

GArray *perch_status_counts_new (void);
void perch_status_counts_add (GArray *counts, guint status);

G_END_DECLS
