/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/guard-link.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <glib-unix.h>

#include "backend-manager/guard/protocol.h"

/* Perch's end of the socket to one guard, a g_rc_box: it outlives the call in which it is freed.
 * @socket and @reader are there until it is closed, @func until it is freed. */
struct _PerchGuardLink
{
  int socket; /* (owned): -1 when closed */
  GSource *reader; /* (owned) (nullable) */
  PerchGuardLinkFunc func; /* (nullable) */
  gpointer user_data;
};

/* Returns: whether @text, of which the kind is known already, is whole */
static gboolean
read_numbers (const char *text, PerchGuardWord *word)
{
  return sscanf (text + 1, " %d %d", &word->first, &word->second) == 2;
}

/* @stage: room for %PERCH_GUARD_MESSAGE_MAX bytes */
static gboolean
read_word (const char *text, PerchGuardWord *word, char *stage)
{
  switch (text[0])
    {
    case 'S':
      word->kind = PERCH_GUARD_WORD_STARTED;
      return read_numbers (text, word);
    case 'E':
      word->kind = PERCH_GUARD_WORD_REFUSED;
      word->stage = stage;
      return sscanf (text + 1, " %d %63s", &word->first, stage) == 2;
    case 'X':
      word->kind = PERCH_GUARD_WORD_EXITED;
      return read_numbers (text, word);
    case 'L':
      word->kind = PERCH_GUARD_WORD_LEFTOVERS;
      return read_numbers (text, word);
    case 'Z':
      word->kind = PERCH_GUARD_WORD_FINISHED;
      return read_numbers (text, word);
    default:
      return FALSE;
    }
}

static void
hand_over (PerchGuardLink *self, const char *text)
{
  char stage[PERCH_GUARD_MESSAGE_MAX] = "";
  PerchGuardWord word = { .stage = stage };

  if (read_word (text, &word, stage))
    self->func (&word, self->user_data);
  else
    g_warning ("perch-guard said something that Perch does not know: %s", text);
}

static void
read_all (PerchGuardLink *self)
{
  while (self->socket >= 0)
    {
      char text[PERCH_GUARD_MESSAGE_MAX + 1];
      gssize n = recv (self->socket, text, sizeof text - 1, MSG_DONTWAIT);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0 && errno == EAGAIN)
        return;
      if (n <= 0)
        {
          perch_guard_link_close (self);
          return;
        }
      text[n] = '\0';
      hand_over (self, text);
    }
}

/**
 * perch_guard_link_read:
 *
 * Hands over what the guard has said so far, without waiting for more. At the end of the socket the
 * link is closed.
 */
void
perch_guard_link_read (PerchGuardLink *self)
{
  g_rc_box_acquire (self);
  read_all (self);
  g_rc_box_release (self);
}

static gboolean
readable_cb (int fd, GIOCondition condition, gpointer user_data)
{
  PerchGuardLink *self = g_rc_box_acquire (user_data);
  const PerchGuardWord gone = { .kind = PERCH_GUARD_WORD_GONE, .stage = "" };
  gboolean is_open = FALSE;

  read_all (self);
  is_open = self->socket >= 0;
  if (!is_open && self->func != NULL)
    self->func (&gone, self->user_data);
  g_rc_box_release (self);
  return is_open ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

/**
 * perch_guard_link_new:
 * @socket: (transfer full): a SOCK_SEQPACKET
 * @func: told of each word, and after them of the end, from the thread-default main context
 *
 * Returns: (transfer full):
 */
PerchGuardLink *
perch_guard_link_new (int socket, PerchGuardLinkFunc func, gpointer user_data)
{
  PerchGuardLink *self = g_rc_box_new0 (PerchGuardLink);

  self->socket = socket;
  self->func = func;
  self->user_data = user_data;
  self->reader = g_unix_fd_source_new (socket, G_IO_IN | G_IO_HUP | G_IO_ERR);
  g_source_set_static_name (self->reader, "[perch] guard messages");
  g_source_set_callback (self->reader, G_SOURCE_FUNC (readable_cb), self, NULL);
  g_source_attach (self->reader, g_main_context_get_thread_default ());
  return self;
}

/**
 * perch_guard_link_free:
 * @self: (transfer full):
 */
void
perch_guard_link_free (PerchGuardLink *self)
{
  perch_guard_link_close (self);
  self->func = NULL;
  g_rc_box_release (self);
}

/**
 * perch_guard_link_close:
 *
 * A guard that is still at work takes this for the end of Perch. May be called again.
 */
void
perch_guard_link_close (PerchGuardLink *self)
{
  if (self->reader != NULL)
    g_source_destroy (self->reader);
  g_clear_pointer (&self->reader, g_source_unref);
  if (self->socket >= 0)
    close (self->socket);
  self->socket = -1;
}

/**
 * perch_guard_link_is_open:
 *
 * Returns: whether neither side has closed it
 */
gboolean
perch_guard_link_is_open (PerchGuardLink *self)
{
  return self->socket >= 0;
}

/**
 * perch_guard_link_tell:
 * @text: a message to the guard; nothing happens when the link is closed
 */
void
perch_guard_link_tell (PerchGuardLink *self, const char *text)
{
  if (self->socket < 0)
    return;

  /* A packet that does not go through means a guard that is gone or stuck in its own sweep; both
   * end in a message or an end of file that readable_cb() sees. */
  if (send (self->socket, text, strlen (text), MSG_DONTWAIT | MSG_NOSIGNAL) < 0)
    g_debug ("perch-guard does not take “%s”: %s", text, g_strerror (errno));
}
