/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/journal/token-bucket.h"

#define SECOND G_USEC_PER_SEC

static void
test_burst_and_rate (void)
{
  PerchTokenBucket bucket;

  perch_token_bucket_init (&bucket, 100, 10, 0);
  g_assert_true (perch_token_bucket_take (&bucket, 60));
  g_assert_false (perch_token_bucket_take (&bucket, 41));
  g_assert_true (perch_token_bucket_take (&bucket, 40));
  g_assert_false (perch_token_bucket_take (&bucket, 1));

  perch_token_bucket_refill (&bucket, SECOND);
  g_assert_cmpuint (perch_token_bucket_get_tokens (&bucket), ==, 10);
  perch_token_bucket_refill (&bucket, 1000 * SECOND);
  g_assert_cmpuint (perch_token_bucket_get_tokens (&bucket), ==, 100);
}

static void
test_many_refills (void)
{
  PerchTokenBucket bucket;

  g_test_summary ("Refills that come too soon for a token lose no time");

  perch_token_bucket_init (&bucket, 100, 10, 0);
  g_assert_true (perch_token_bucket_take (&bucket, 100));
  for (gint64 now_us = 0; now_us <= SECOND; now_us += 1000)
    perch_token_bucket_refill (&bucket, now_us);
  g_assert_cmpuint (perch_token_bucket_get_tokens (&bucket), ==, 10);
}

static void
test_real_size (void)
{
  PerchTokenBucket bucket;
  const guint64 mib = 1024 * 1024;

  perch_token_bucket_init (&bucket, 256 * mib, 4 * mib, 0);
  g_assert_true (perch_token_bucket_take (&bucket, 256 * mib));
  perch_token_bucket_refill (&bucket, 63 * SECOND);
  g_assert_cmpuint (perch_token_bucket_get_tokens (&bucket), ==, 252 * mib);
  perch_token_bucket_refill (&bucket, G_MAXINT64 / 2);
  g_assert_cmpuint (perch_token_bucket_get_tokens (&bucket), ==, 256 * mib);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/token-bucket/burst-and-rate", test_burst_and_rate);
  g_test_add_func ("/token-bucket/many-refills", test_many_refills);
  g_test_add_func ("/token-bucket/real-size", test_real_size);
  return g_test_run ();
}
