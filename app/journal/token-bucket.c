/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/journal/token-bucket.h"

/**
 * perch_token_bucket_init:
 * @now_us: monotonic time
 *
 * Fills the bucket.
 */
void
perch_token_bucket_init (PerchTokenBucket *self, guint64 burst, guint64 per_second, gint64 now_us)
{
  *self = (PerchTokenBucket){
    .burst = burst,
    .per_second = per_second,
    .tokens = burst,
    .refilled_us = now_us,
  };
}

/**
 * perch_token_bucket_refill:
 * @now_us: monotonic time
 *
 * Puts back what has come since the last call. It is a call of its own so that the clock need not
 * be read for each perch_token_bucket_take().
 */
void
perch_token_bucket_refill (PerchTokenBucket *self, gint64 now_us)
{
  guint64 elapsed_us = now_us - self->refilled_us;
  guint64 full_after_us = self->burst * G_USEC_PER_SEC / self->per_second;
  guint64 fresh;

  if (elapsed_us >= full_after_us)
    {
      self->tokens = self->burst;
      self->refilled_us = now_us;
      return;
    }

  /* A call too soon for a whole token must not lose the time that has passed. */
  fresh = elapsed_us * self->per_second / G_USEC_PER_SEC;
  if (fresh == 0)
    return;
  self->tokens = MIN (self->burst, self->tokens + fresh);
  self->refilled_us = now_us;
}

/**
 * perch_token_bucket_take:
 *
 * Returns: whether there were @tokens, which now are taken; else the bucket is unchanged
 */
gboolean
perch_token_bucket_take (PerchTokenBucket *self, guint64 tokens)
{
  if (tokens > self->tokens)
    return FALSE;

  self->tokens -= tokens;
  return TRUE;
}

/**
 * perch_token_bucket_get_tokens:
 *
 * Returns: how many tokens there are, as of the last refill
 */
guint64
perch_token_bucket_get_tokens (const PerchTokenBucket *self)
{
  return self->tokens;
}
