/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/cli/await.h"

/* A command has nothing else to do while it waits. */
struct _PerchAwait
{
  GMainLoop *loop; /* (owned) */
  GAsyncResult *result; /* (owned) (nullable) */
};

/**
 * perch_await_new:
 *
 * Returns: (transfer full): what waits for one asynchronous call
 */
PerchAwait *
perch_await_new (void)
{
  PerchAwait *self = g_new0 (PerchAwait, 1);

  self->loop = g_main_loop_new (NULL, FALSE);
  return self;
}

/**
 * perch_await_free:
 * @self: (transfer full): what has waited
 */
void
perch_await_free (PerchAwait *self)
{
  g_return_if_fail (self != NULL);

  g_main_loop_unref (self->loop);
  g_clear_object (&self->result);
  g_free (self);
}

/**
 * perch_await_ready_cb:
 * @user_data: the #PerchAwait
 *
 * The callback to give to the call.
 */
void
perch_await_ready_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  PerchAwait *self = user_data;

  g_set_object (&self->result, result);
  g_main_loop_quit (self->loop);
}

/**
 * perch_await_result:
 *
 * Runs the main loop until the call has ended.
 *
 * Returns: (transfer none): its result
 */
GAsyncResult *
perch_await_result (PerchAwait *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  if (self->result == NULL)
    g_main_loop_run (self->loop);
  return self->result;
}
