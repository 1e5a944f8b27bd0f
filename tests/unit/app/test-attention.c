/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/attention.h"

#include "sample-backends.h"

/* The time between two samples tells whether the sampler knows that it is watched: 2 s then, 10 s
 * otherwise. */
static gint64
time_to_next_sample (PerchSampler *sampler)
{
  gint64 before = perch_sampler_get_latest (sampler)->when_us;

  sample_wait_until (perch_sampler_get_latest (sampler)->when_us != before);
  return perch_sampler_get_latest (sampler)->when_us - before;
}

static void
test_counts (void)
{
  SampleBackends samples;
  PerchBackend *backend = NULL;
  PerchSampler *sampler = NULL;
  PerchAttention *menu = NULL;
  PerchAttention *window = NULL;

  g_test_summary ("Of two who look, one may turn away");

  sample_backends_init (&samples);
  sample_backends_add (&samples, "good", SAMPLE_RUNS);
  sample_backends_load (&samples);
  backend = sample_backends_get (&samples, "good");
  sampler = perch_backend_get_sampler (backend);
  menu = perch_attention_new (samples.manager);
  window = perch_attention_new (samples.manager);
  perch_attention_free (menu);

  perch_backend_start_async (backend, NULL, NULL, NULL);
  sample_backends_wait (backend, PERCH_BACKEND_STATE_RUNNING);
  sample_wait_until (perch_sampler_get_latest (sampler) != NULL);
  time_to_next_sample (sampler); /* The second comes soon anyway. */
  g_assert_cmpint (time_to_next_sample (sampler), <, 8 * G_USEC_PER_SEC);

  perch_attention_free (window);
  g_assert_cmpint (time_to_next_sample (sampler), >, 8 * G_USEC_PER_SEC);
  sample_backends_clear (&samples);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/attention/counts", test_counts);
  return g_test_run ();
}
