/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/server/hangups.h"

#include <errno.h>
#include <sys/epoll.h>
#include <unistd.h>

#include <glib-unix.h>

/* Hundreds of peers may wait for an answer, for minutes. Were each of them a source of the main
 * loop, each turn of the loop would look at all of them; like this the loop has one descriptor, and
 * the kernel the rest. It gets that descriptor when the first one waits, and most servers never
 * have one that does: each turn of the loop looks at every descriptor, too.
 *
 * @watched has each descriptor that is watched. One that was closed is not watched by the kernel
 * any more, but stays here until it is forgotten or its number comes again. */
struct _PerchHangups
{
  PerchHangupFunc readable;
  GMainContext *context; /* (owned) */
  int epoll; /* -1 when there is none yet: then nobody is watched */
  GHashTable *watched; /* (element-type int PerchHangup) */
  GSource *source; /* (owned) (nullable): there exactly while @epoll is */
};

/* How many are told in one turn of the loop. */
#define A_TURN 64

/* One event at a time: what is called may forget any of the others. */
static gboolean
dispatch_one (PerchHangups *self)
{
  struct epoll_event event = { 0 };
  PerchHangup *hangup = NULL;
  gpointer owner = NULL;

  if (epoll_wait (self->epoll, &event, 1, 0) != 1)
    return FALSE;
  hangup = event.data.ptr;
  owner = hangup->owner;
  perch_hangups_forget (self, hangup);
  self->readable (owner);
  return TRUE;
}

static gboolean
readable_cb (gpointer user_data)
{
  for (guint i = 0; i < A_TURN && dispatch_one (user_data); i++)
    ;
  return G_SOURCE_CONTINUE;
}

static gboolean
dispatch (GSource *source, GSourceFunc callback, gpointer user_data)
{
  return callback (user_data);
}

/**
 * perch_hangups_new:
 * @readable: called for each socket that becomes readable
 *
 * Makes a set of sockets that are watched for their peers' leaving, or for a word of theirs, in the
 * thread-default main context.
 *
 * Returns: (transfer full): free with perch_hangups_free()
 */
PerchHangups *
perch_hangups_new (PerchHangupFunc readable)
{
  PerchHangups *self = g_new0 (PerchHangups, 1);

  g_return_val_if_fail (readable != NULL, NULL);

  self->readable = readable;
  self->watched = g_hash_table_new (NULL, NULL);
  self->context = g_main_context_ref_thread_default ();
  self->epoll = -1;
  return self;
}

/**
 * perch_hangups_free:
 * @self: (transfer full): a set of sockets, all of which have been forgotten
 */
void
perch_hangups_free (PerchHangups *self)
{
  g_return_if_fail (self != NULL);

  if (self->source != NULL)
    {
      g_source_destroy (self->source);
      g_source_unref (self->source);
      close (self->epoll);
    }
  g_main_context_unref (self->context);
  g_hash_table_unref (self->watched);
  g_free (self);
}

/* Returns: whether there is something to watch with */
static gboolean
open_epoll (PerchHangups *self)
{
  static GSourceFuncs funcs = { .dispatch = dispatch };

  if (self->epoll != -1)
    return TRUE;
  self->epoll = epoll_create1 (EPOLL_CLOEXEC);
  if (self->epoll == -1)
    return FALSE;
  self->source = g_source_new (&funcs, sizeof (GSource));
  g_source_set_static_name (self->source, "perch-hangups");
  g_source_set_callback (self->source, readable_cb, self, NULL);
  g_source_add_unix_fd (self->source, self->epoll, G_IO_IN);
  g_source_attach (self->source, self->context);
  return TRUE;
}

/**
 * perch_hangups_watch:
 * @self: a set of sockets
 * @hangup: a field that stays where it is in memory until it is forgotten
 * @socket: an open socket that nobody reads from
 * @owner: what the callback gets
 *
 * Where the system has no room for one more, @socket is not watched: its peer's leaving is then
 * noticed when somebody writes to it.
 *
 * Returns: whether it is watched
 */
gboolean
perch_hangups_watch (PerchHangups *self, PerchHangup *hangup, GSocket *socket, gpointer owner)
{
  struct epoll_event event = { .events = EPOLLIN | EPOLLRDHUP, .data = { .ptr = hangup } };
  int fd = -1;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (hangup != NULL && hangup->owner == NULL, FALSE);
  g_return_val_if_fail (G_IS_SOCKET (socket), FALSE);
  g_return_val_if_fail (owner != NULL, FALSE);

  fd = g_socket_get_fd (socket);
  if (!open_epoll (self) || epoll_ctl (self->epoll, EPOLL_CTL_ADD, fd, &event) == -1)
    {
      g_debug ("a waiting client can't be watched: %s", g_strerror (errno));
      return FALSE;
    }
  *hangup = (PerchHangup){ fd, owner };
  g_hash_table_insert (self->watched, GINT_TO_POINTER (fd), hangup);
  return TRUE;
}

/**
 * perch_hangups_forget:
 * @self: a set of sockets
 * @hangup: one of them, or one that is not watched; its socket may be closed
 */
void
perch_hangups_forget (PerchHangups *self, PerchHangup *hangup)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (hangup != NULL);

  if (hangup->owner == NULL)
    return;
  if (g_hash_table_lookup (self->watched, GINT_TO_POINTER (hangup->fd)) == hangup)
    {
      g_hash_table_remove (self->watched, GINT_TO_POINTER (hangup->fd));
      /* Fails when the socket is closed, and then there is nothing to do. */
      epoll_ctl (self->epoll, EPOLL_CTL_DEL, hangup->fd, NULL);
    }
  *hangup = (PerchHangup){ 0, NULL };
}
