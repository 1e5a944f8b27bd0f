/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/server/status-counts.h"

#define STATUS_OK 200

/**
 * perch_status_counts_new:
 *
 * Makes counters for the answers of one route. That of 200 is there from the beginning, so that who
 * draws a curve of it sees it rise from 0.
 *
 * Returns: (transfer full) (element-type PerchStatusCount):
 */
GArray *
perch_status_counts_new (void)
{
  const PerchStatusCount ok = { .status = STATUS_OK };
  GArray *counts = g_array_sized_new (FALSE, FALSE, sizeof (PerchStatusCount), 1);

  return g_array_append_val (counts, ok);
}

/**
 * perch_status_counts_add:
 * @counts: (element-type PerchStatusCount): counters
 * @status: HTTP status of an answer
 *
 * Counts one more. A route has a handful of statuses: nothing is faster than to look through them.
 */
void
perch_status_counts_add (GArray *counts, guint status)
{
  const PerchStatusCount first = { .status = status, .n_requests = 1 };

  g_return_if_fail (counts != NULL);

  for (guint i = 0; i < counts->len; i++)
    {
      PerchStatusCount *count = &g_array_index (counts, PerchStatusCount, i);

      if (count->status == status)
        {
          count->n_requests++;
          return;
        }
    }
  g_array_append_val (counts, first);
}
