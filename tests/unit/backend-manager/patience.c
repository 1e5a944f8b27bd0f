/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "tests/unit/backend-manager/patience.h"

static gboolean
wake_cb (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

/**
 * perch_patience_iterate:
 *
 * One turn of the main loop, of 20 ms at most: so that the end of all patience is noticed, and what
 * another thread has done without a word to this loop.
 */
void
perch_patience_iterate (void)
{
  guint id = g_timeout_add (20, wake_cb, NULL);

  g_main_context_iteration (NULL, TRUE);
  g_source_remove (id);
}
