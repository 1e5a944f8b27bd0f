/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/attention.h"

/* On each sampler: how many look at it, in a pointer. */
#define COUNT_KEY "perch-attention"

struct _PerchAttention
{
  GPtrArray *samplers; /* (owned) (element-type PerchSampler): each counted once for us */
};

static void
count (PerchSampler *sampler, int change)
{
  int n = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (sampler), COUNT_KEY)) + change;

  g_object_set_data (G_OBJECT (sampler), COUNT_KEY, GINT_TO_POINTER (n));
  perch_sampler_set_watched (sampler, n > 0);
}

/**
 * perch_attention_new:
 * @manager: the backends
 *
 * Says that somebody begins to look at the backends that are there now.
 *
 * Returns: (transfer full): to be freed when that ends
 */
PerchAttention *
perch_attention_new (PerchBackendManager *manager)
{
  PerchAttention *self = NULL;
  guint n_backends;

  g_return_val_if_fail (PERCH_IS_BACKEND_MANAGER (manager), NULL);

  self = g_new0 (PerchAttention, 1);
  self->samplers = g_ptr_array_new_with_free_func (g_object_unref);
  n_backends = g_list_model_get_n_items (G_LIST_MODEL (manager));
  for (guint i = 0; i < n_backends; i++)
    {
      g_autoptr (PerchBackend) backend = g_list_model_get_item (G_LIST_MODEL (manager), i);
      PerchSampler *sampler = perch_backend_get_sampler (backend);

      g_ptr_array_add (self->samplers, g_object_ref (sampler));
      count (sampler, 1);
    }
  return self;
}

/**
 * perch_attention_free:
 *
 * Says that it ends.
 */
void
perch_attention_free (PerchAttention *self)
{
  for (guint i = 0; i < self->samplers->len; i++)
    count (g_ptr_array_index (self->samplers, i), -1);
  g_ptr_array_unref (self->samplers);
  g_free (self);
}
