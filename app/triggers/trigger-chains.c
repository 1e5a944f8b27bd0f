/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/triggers/trigger-chains.h"

/* Who comes back to a trace after so many others has begun anew. A trace is here once, and once
 * for each backend that it has reached. */
#define MAX_CHAINS 512

/* What becomes of a backend has to do with who started it for so long. It is more than the 120 s
 * within which a backend that ends again and again is given up. */
#define MOVED_FOR_S 180

typedef struct
{
  guint depth;
  gboolean cut;
} Chain;

typedef struct
{
  char *trace_id; /* (owned) */
  gint64 when_us;
} Move;

/* The trace id is what holds a chain of triggers together when it leads through a backend: a
 * trigger calls it, it publishes an event, the event sets off a trigger. That is counted for each
 * backend: what one publishes is not what comes of calling another. @order has the keys of @chains,
 * oldest first, and never more than MAX_CHAINS. */
struct _PerchTriggerChains
{
  GHashTable *chains; /* (owned) (element-type utf8 Chain): by make_key() */
  GQueue order; /* (element-type utf8): unowned */
  GHashTable *moves; /* (owned) (element-type utf8 Move): by the name of a backend */
};

static void
move_free (gpointer data)
{
  Move *move = data;

  g_free (move->trace_id);
  g_free (move);
}

/**
 * perch_trigger_chains_new:
 *
 * Makes the memory of which triggers have led to what.
 *
 * Returns: (transfer full): free with perch_trigger_chains_free()
 */
PerchTriggerChains *
perch_trigger_chains_new (void)
{
  PerchTriggerChains *self = g_new0 (PerchTriggerChains, 1);

  self->chains = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->moves = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, move_free);
  g_queue_init (&self->order);
  return self;
}

/**
 * perch_trigger_chains_free:
 * @self: (transfer full): a memory
 */
void
perch_trigger_chains_free (PerchTriggerChains *self)
{
  g_return_if_fail (self != NULL);

  g_queue_clear (&self->order);
  g_hash_table_unref (self->chains);
  g_hash_table_unref (self->moves);
  g_free (self);
}

/* @backend is "perch" for the whole of a trace, wherever it has been. */
static char *
make_key (const char *trace_id, const char *backend)
{
  return g_strdup_printf ("%s %s", trace_id, backend);
}

static const Chain *
look_up (PerchTriggerChains *self, const char *trace_id, const char *backend)
{
  g_autofree char *key = make_key (trace_id, backend);

  return g_hash_table_lookup (self->chains, key);
}

static Chain *
ensure (PerchTriggerChains *self, const char *trace_id, const char *backend)
{
  g_autofree char *key = make_key (trace_id, backend);
  Chain *chain = g_hash_table_lookup (self->chains, key);

  if (chain != NULL)
    return chain;
  if (self->order.length == MAX_CHAINS)
    g_hash_table_remove (self->chains, g_queue_pop_head (&self->order));
  chain = g_new0 (Chain, 1);
  g_queue_push_tail (&self->order, key);
  g_hash_table_insert (self->chains, g_steal_pointer (&key), chain);
  return chain;
}

/**
 * perch_trigger_chains_get_depth:
 * @trace_id: of an event
 * @source: whose event: a backend, or "perch", which may be on behalf of any of them
 *
 * Returns: how many triggers in a row have led to it; 0 when none has
 */
guint
perch_trigger_chains_get_depth (PerchTriggerChains *self, const char *trace_id, const char *source)
{
  const Chain *chain = NULL;

  g_return_val_if_fail (self != NULL && trace_id != NULL && source != NULL, 0);

  chain = look_up (self, trace_id, source);
  return chain != NULL ? chain->depth : 0;
}

/**
 * perch_trigger_chains_reach:
 * @trace_id: of a trigger
 * @backend: whom it asks for something
 * @depth: how many triggers in a row that is, itself included
 *
 * From now on what @backend publishes with @trace_id may be what comes of it.
 */
void
perch_trigger_chains_reach (PerchTriggerChains *self,
                            const char *trace_id,
                            const char *backend,
                            guint depth)
{
  const char *const places[] = { backend, "perch" };

  g_return_if_fail (self != NULL && trace_id != NULL && backend != NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (places); i++)
    {
      Chain *chain = ensure (self, trace_id, places[i]);

      chain->depth = MAX (chain->depth, depth);
    }
}

/**
 * perch_trigger_chains_cut:
 * @trace_id: of a chain that is too long
 *
 * Remembers that nothing more may come of it.
 *
 * Returns: whether that is new
 */
gboolean
perch_trigger_chains_cut (PerchTriggerChains *self, const char *trace_id)
{
  Chain *chain = NULL;

  g_return_val_if_fail (self != NULL && trace_id != NULL, FALSE);

  chain = ensure (self, trace_id, "perch");
  if (chain->cut)
    return FALSE;
  chain->cut = TRUE;
  return TRUE;
}

/**
 * perch_trigger_chains_is_cut:
 */
gboolean
perch_trigger_chains_is_cut (PerchTriggerChains *self, const char *trace_id)
{
  const Chain *chain = NULL;

  g_return_val_if_fail (self != NULL && trace_id != NULL, FALSE);

  chain = look_up (self, trace_id, "perch");
  return chain != NULL && chain->cut;
}

/**
 * perch_trigger_chains_move_backend:
 * @backend: its name
 * @trace_id: of the trigger that starts, stops or restarts it
 * @now_us: monotonic time
 */
void
perch_trigger_chains_move_backend (PerchTriggerChains *self,
                                   const char *backend,
                                   const char *trace_id,
                                   gint64 now_us)
{
  Move *move = NULL;

  g_return_if_fail (self != NULL && backend != NULL && trace_id != NULL);

  move = g_new0 (Move, 1);
  move->trace_id = g_strdup (trace_id);
  move->when_us = now_us;
  g_hash_table_replace (self->moves, g_strdup (backend), move);
}

/**
 * perch_trigger_chains_get_mover:
 * @backend: the name of a backend whose state has changed
 * @now_us: monotonic time
 *
 * Returns: (transfer none) (nullable): the trace id of the trigger that may have led to it; %NULL
 *   when none has touched @backend lately
 */
const char *
perch_trigger_chains_get_mover (PerchTriggerChains *self, const char *backend, gint64 now_us)
{
  const Move *move = NULL;

  g_return_val_if_fail (self != NULL && backend != NULL, NULL);

  move = g_hash_table_lookup (self->moves, backend);
  return move != NULL && now_us - move->when_us < MOVED_FOR_S * G_USEC_PER_SEC ? move->trace_id
                                                                               : NULL;
}
