/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "app/server/peer-private.h"

/* /proc/net/tcp and tcp6, which every kernel has, and which grow with the sockets of the whole
 * machine: read in a thread. */

#define ADDRESS_CHARS 32
#define MAPPED_PREFIX "0000000000000000FFFF0000"

/* As the kernel prints an end: 32-bit words in the byte order of the machine, then the port. */
static char *
format_end (GInetSocketAddress *address)
{
  GInetAddress *inet = g_inet_socket_address_get_address (address);
  const guint8 *bytes = g_inet_address_to_bytes (inet);
  GString *text = g_string_new (NULL);

  for (gsize i = 0; i < g_inet_address_get_native_size (inet); i += 4)
    {
      guint32 word = 0;

      memcpy (&word, bytes + i, sizeof word);
      g_string_append_printf (text, "%08X", word);
    }
  g_string_append_printf (text, ":%04X", g_inet_socket_address_get_port (address));
  return g_string_free (text, FALSE);
}

/* A program may talk IPv4 through an IPv6 socket. */
static gboolean
is_end (const char *found, const char *wanted)
{
  if (g_str_has_prefix (found, MAPPED_PREFIX))
    found += strlen (MAPPED_PREFIX);
  return g_str_equal (found, wanted);
}

/**
 * perch_peer_scan_table:
 * @table: what stands in /proc/net/tcp or tcp6
 * @ends: the ends of a connection
 * @owner: (out caller-allocates): whose the socket at the other end is
 *
 * Returns: whether it is in @table
 */
gboolean
perch_peer_scan_table (const char *table, const PerchPeerEnds *ends, PerchPeerOwner *owner)
{
  g_autofree char *theirs = NULL;
  g_autofree char *ours = NULL;

  g_return_val_if_fail (table != NULL, FALSE);
  g_return_val_if_fail (ends != NULL, FALSE);
  g_return_val_if_fail (owner != NULL, FALSE);

  theirs = format_end (ends->theirs);
  ours = format_end (ends->ours);
  for (const char *line = strchr (table, '\n'); line != NULL; line = strchr (line + 1, '\n'))
    {
      char local[ADDRESS_CHARS + 6] = { 0 };
      char remote[ADDRESS_CHARS + 6] = { 0 };

      /* `N: LOCAL REMOTE STATE tx:rx timer:when retries UID timeout INODE …` */
      if (sscanf (line, " %*d: %37s %37s %*X %*s %*s %*s %u %*u %" G_GUINT64_FORMAT, local, remote,
                  &owner->uid, &owner->inode) == 4 &&
          is_end (local, theirs) && is_end (remote, ours))
        return TRUE;
    }
  return FALSE;
}

static void
ends_free (gpointer data)
{
  perch_peer_ends_clear (data);
  g_free (data);
}

static void
find_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  static const char *const tables[] = { "/proc/net/tcp", "/proc/net/tcp6" };

  for (gsize i = 0; i < G_N_ELEMENTS (tables); i++)
    {
      g_autofree char *text = NULL;
      PerchPeerOwner owner = { 0 };

      if (g_file_get_contents (tables[i], &text, NULL, NULL) &&
          perch_peer_scan_table (text, task_data, &owner))
        {
          g_task_return_int (task, perch_peer_judge (&owner, geteuid ()));
          return;
        }
    }
  g_task_return_int (task, PERCH_PEER_UNKNOWN);
}

/**
 * perch_peer_find_slowly_async:
 * @socket: an accepted TCP socket
 * @cancellable: (nullable): when nobody needs to know any more
 * @callback: called when it is known
 * @user_data: for @callback
 *
 * Finds out who is at the other end where perch_peer_finder_ask() does not say.
 */
void
perch_peer_find_slowly_async (GSocket *socket,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  PerchPeerEnds *ends = NULL;

  g_return_if_fail (G_IS_SOCKET (socket));

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, perch_peer_find_slowly_async);
  ends = g_new0 (PerchPeerEnds, 1);
  g_task_set_task_data (task, ends, ends_free);
  if (perch_peer_ends_init (ends, socket))
    g_task_run_in_thread (task, find_thread);
  else
    g_task_return_int (task, PERCH_PEER_UNKNOWN);
}

/**
 * perch_peer_find_slowly_finish:
 * @peer: (out): who is at the other end
 * @error: %G_IO_ERROR_CANCELLED only
 *
 * Returns: whether it was not cancelled
 */
gboolean
perch_peer_find_slowly_finish (GAsyncResult *result, PerchPeer *peer, GError **error)
{
  gssize value = 0;

  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);
  g_return_val_if_fail (peer != NULL, FALSE);

  value = g_task_propagate_int (G_TASK (result), error);
  *peer = value == -1 ? PERCH_PEER_UNKNOWN : (PerchPeer) value;
  return value != -1;
}
