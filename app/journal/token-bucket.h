/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * PerchTokenBucket:
 * @burst: how many tokens it holds at most
 * @per_second: how many come back in a second
 *
 * Lets bursts through and limits the rate in the long run. A plain value; perch_token_bucket_init()
 * fills it.
 */
typedef struct
{
  guint64 burst;
  guint64 per_second;
  /*< private >*/
  guint64 tokens;
  gint64 refilled_us;
} PerchTokenBucket;

void perch_token_bucket_init (PerchTokenBucket *self,
                              guint64 burst,
                              guint64 per_second,
                              gint64 now_us);
void perch_token_bucket_refill (PerchTokenBucket *self, gint64 now_us);
gboolean perch_token_bucket_take (PerchTokenBucket *self, guint64 tokens);
guint64 perch_token_bucket_get_tokens (const PerchTokenBucket *self);

G_END_DECLS
