/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/server/quiet-inputs.h"

#include "app/server/hangups.h"

/* Those who listen to events say nothing any more once they have said who they are. Hundreds of
 * them are one descriptor to the main loop, which therefore asks the kernel about none of them. */
struct _PerchQuietInputs
{
  PerchHangups *sockets; /* (owned) */
};

/* What stands for one of them in the main loop: it has no descriptor, nor children, since each turn
 * of the loop looks at every source. It is ready from when its socket was found to be readable
 * until it is dispatched. */
typedef struct
{
  GSource source;
  PerchQuietInputs *inputs; /* (owned) */
  GObject *stream; /* (owned) */
  GSocket *socket; /* (owned) */
  PerchHangup hangup;
} InputSource;

static gboolean
watch (InputSource *self)
{
  return perch_hangups_watch (self->inputs->sockets, &self->hangup, self->socket, self);
}

static void
readable_cb (gpointer source)
{
  g_source_set_ready_time (source, 0);
}

/* Who is called may make another source for the same socket, which is watched only once: whoever
 * has made this one ready may have done so while it was. What is not read is found at once when it
 * is watched again. Where there is no room for that any more, it is tried in each turn. */
static gboolean
input_dispatch (GSource *source, GSourceFunc callback, gpointer user_data)
{
  InputSource *self = (InputSource *) source;

  perch_hangups_forget (self->inputs->sockets, &self->hangup);
  if (!((GPollableSourceFunc) (void (*) (void)) callback) (self->stream, user_data))
    return G_SOURCE_REMOVE;
  g_source_set_ready_time (source, watch (self) ? -1 : 0);
  return G_SOURCE_CONTINUE;
}

static void
input_finalize (GSource *source)
{
  InputSource *self = (InputSource *) source;

  perch_hangups_forget (self->inputs->sockets, &self->hangup);
  g_object_unref (self->stream);
  g_object_unref (self->socket);
  perch_quiet_inputs_unref (self->inputs);
}

/**
 * perch_quiet_inputs_new:
 *
 * Makes a set of sockets from which little is expected, in the thread-default main context.
 *
 * Returns: (transfer full): release with perch_quiet_inputs_unref()
 */
PerchQuietInputs *
perch_quiet_inputs_new (void)
{
  PerchQuietInputs *self = g_rc_box_new0 (PerchQuietInputs);

  self->sockets = perch_hangups_new (readable_cb);
  return self;
}

PerchQuietInputs *
perch_quiet_inputs_ref (PerchQuietInputs *self)
{
  return g_rc_box_acquire (self);
}

static void
clear (gpointer data)
{
  g_clear_pointer (&((PerchQuietInputs *) data)->sockets, perch_hangups_free);
}

/**
 * perch_quiet_inputs_unref:
 * @self: (transfer full): a set, which goes with the last of its sources
 */
void
perch_quiet_inputs_unref (PerchQuietInputs *self)
{
  g_rc_box_release_full (self, clear);
}

/**
 * perch_quiet_inputs_create_source:
 * @self: a set
 * @stream: what is read from
 * @socket: what @stream reads from; watched by no other such source
 *
 * Returns: (transfer full) (nullable): a source for a #GPollableSourceFunc, dispatched when @socket
 *   has something to read or its end; %NULL when the system has no room for one more
 */
GSource *
perch_quiet_inputs_create_source (PerchQuietInputs *self,
                                  GPollableInputStream *stream,
                                  GSocket *socket)
{
  static GSourceFuncs funcs = { .dispatch = input_dispatch, .finalize = input_finalize };
  g_autoptr (GSource) source = NULL;
  InputSource *input = NULL;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (G_IS_POLLABLE_INPUT_STREAM (stream), NULL);
  g_return_val_if_fail (G_IS_SOCKET (socket), NULL);

  source = g_source_new (&funcs, sizeof (InputSource));
  g_source_set_static_name (source, "perch-quiet-input");
  input = (InputSource *) source;
  input->inputs = perch_quiet_inputs_ref (self);
  input->stream = g_object_ref (G_OBJECT (stream));
  input->socket = g_object_ref (socket);
  return watch (input) ? g_steal_pointer (&source) : NULL;
}
