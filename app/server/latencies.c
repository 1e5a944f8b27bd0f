/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/server/latencies.h"

/* Each power of two is cut into as many parts, so that a duration is known to an eighth of itself,
 * from a microsecond to hours, in as much memory for a billion of them as for one. */
#define PARTS_BITS 3
#define PARTS (1u << PARTS_BITS)
/* Below this, each microsecond has a bucket of its own. */
#define FIRST_BITS (PARTS_BITS + 1)
#define FIRST (1u << FIRST_BITS)
/* 2^36 us are 19 hours; whatever takes longer falls into the last bucket. */
#define MAX_BITS 36
#define N_BUCKETS (FIRST + (MAX_BITS - FIRST_BITS) * PARTS)

/* @n is the sum of @buckets. */
struct _PerchLatencies
{
  guint64 buckets[N_BUCKETS];
  guint64 n;
  gint64 max_us;
};

/**
 * perch_latencies_new:
 *
 * Returns: (transfer full): no durations yet; free with perch_latencies_free()
 */
PerchLatencies *
perch_latencies_new (void)
{
  return g_new0 (PerchLatencies, 1);
}

/**
 * perch_latencies_free:
 * @self: (transfer full): durations
 */
void
perch_latencies_free (PerchLatencies *self)
{
  g_return_if_fail (self != NULL);

  g_free (self);
}

static guint
find_bucket (guint64 us)
{
  guint bits = g_bit_storage (us) - 1;

  if (us < FIRST)
    return (guint) us;
  if (bits >= MAX_BITS)
    return N_BUCKETS - 1;
  return FIRST + (bits - FIRST_BITS) * PARTS + ((guint) (us >> (bits - PARTS_BITS)) & (PARTS - 1));
}

/* The longest duration that falls into it. */
static gint64
get_end (guint bucket)
{
  guint bits = (bucket - FIRST) / PARTS + FIRST_BITS;
  gint64 part = PARTS + (bucket - FIRST) % PARTS;

  return bucket < FIRST ? bucket : ((part + 1) << (bits - PARTS_BITS)) - 1;
}

/**
 * perch_latencies_add:
 * @self: durations
 * @duration_us: one more, in microseconds
 */
void
perch_latencies_add (PerchLatencies *self, gint64 duration_us)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (duration_us >= 0);

  self->buckets[find_bucket ((guint64) duration_us)]++;
  self->n++;
  self->max_us = MAX (self->max_us, duration_us);
}

/**
 * perch_latencies_get_n:
 * @self: durations
 *
 * Returns: how many there are
 */
guint64
perch_latencies_get_n (PerchLatencies *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->n;
}

/**
 * perch_latencies_get_max:
 * @self: durations
 *
 * Returns: the longest, in microseconds; 0 when there are none
 */
gint64
perch_latencies_get_max (PerchLatencies *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->max_us;
}

/**
 * perch_latencies_get_percentile:
 * @self: durations
 * @percent: from 1 to 100
 *
 * Returns: microseconds in which so many percent of them were over; up to an eighth too long, and
 *   never longer than the longest; 0 when there are none
 */
gint64
perch_latencies_get_percentile (PerchLatencies *self, guint percent)
{
  guint64 wanted = 0;
  guint64 seen = 0;

  g_return_val_if_fail (self != NULL, 0);
  g_return_val_if_fail (percent >= 1 && percent <= 100, 0);

  wanted = (self->n * percent + 99) / 100;
  for (guint i = 0; i < N_BUCKETS - 1 && wanted > 0; i++)
    {
      seen += self->buckets[i];
      if (seen >= wanted)
        return MIN (get_end (i), self->max_us);
    }
  return self->max_us;
}
