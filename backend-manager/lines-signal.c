/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/lines-signal.h"

/* GLib calls handlers with such parameters through libffi, which describes them to itself anew each
 * time. That took a fifth of what a line of a backend costs, and it passes two such signals. */

typedef void (*LinesFunc) (gpointer first, gconstpointer lines, guint n_lines, gpointer last);

static void
call (GClosure *closure, gpointer instance, gpointer func, gconstpointer lines, guint n_lines)
{
  LinesFunc handler =
      func != NULL ? (LinesFunc) func : (LinesFunc) ((GCClosure *) closure)->callback;

  if (G_CCLOSURE_SWAP_DATA (closure))
    handler (closure->data, lines, n_lines, instance);
  else
    handler (instance, lines, n_lines, closure->data);
}

static void
marshal (GClosure *closure,
         GValue *result,
         guint n_values,
         const GValue *values,
         gpointer hint,
         gpointer func)
{
  call (closure, g_value_peek_pointer (&values[0]), func, g_value_get_pointer (&values[1]),
        g_value_get_uint (&values[2]));
}

/* For a signal with a single handler. */
static void
marshal_va (GClosure *closure,
            GValue *result,
            gpointer instance,
            va_list args,
            gpointer func,
            int n_params,
            GType *types)
{
  gconstpointer lines = NULL;
  guint n_lines = 0;
  va_list copy;

  va_copy (copy, args);
  lines = va_arg (copy, gconstpointer);
  n_lines = va_arg (copy, guint);
  va_end (copy);
  call (closure, instance, func, lines, n_lines);
}

/**
 * perch_lines_signal_new:
 * @type: a class that is being initialised
 *
 * Adds a signal "lines" with an array of #PerchBackendLine and its length, which is called at
 * little cost.
 *
 * Returns: its id
 */
guint
perch_lines_signal_new (GType type)
{
  guint id = g_signal_new ("lines", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, marshal, G_TYPE_NONE, 2,
                           G_TYPE_POINTER, G_TYPE_UINT);

  g_signal_set_va_marshaller (id, type, marshal_va);
  return id;
}
