/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/server/crowd.h"

/* Who a connection counts for: at a Unix socket the pid of its process; at a port, where the kernel
 * tells the user only, one of these. */
#define OUR_USER 0
#define STRANGER (-1)

/* The connections of a surface by who has made them, so that one peer can't have them all. Each of
 * @members is counted once in @counts, which holds no zeros. */
struct _PerchCrowd
{
  guint max_per_peer;
  guint max_strangers;
  GHashTable *members; /* (owned): PerchConnection to who it counts for */
  GHashTable *counts; /* (owned): who, to the number of their connections */
};

/**
 * perch_crowd_new:
 * @limits: how many there may be of whom
 *
 * Returns: (transfer full): free with perch_crowd_free()
 */
PerchCrowd *
perch_crowd_new (const PerchLimits *limits)
{
  PerchCrowd *self = g_new0 (PerchCrowd, 1);

  g_return_val_if_fail (limits != NULL, NULL);

  self->members = g_hash_table_new (NULL, NULL);
  self->counts = g_hash_table_new (NULL, NULL);
  perch_crowd_set_limits (self, limits);
  return self;
}

/**
 * perch_crowd_free:
 * @self: (transfer full): a crowd
 */
void
perch_crowd_free (PerchCrowd *self)
{
  g_return_if_fail (self != NULL);

  g_hash_table_unref (self->members);
  g_hash_table_unref (self->counts);
  g_free (self);
}

/**
 * perch_crowd_set_limits:
 * @self: a crowd
 * @limits: how many there may be of whom
 *
 * Sets who may enter from now on. Nobody has to leave.
 */
void
perch_crowd_set_limits (PerchCrowd *self, const PerchLimits *limits)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (limits != NULL);

  self->max_per_peer =
      limits->max_per_peer > 0 ? limits->max_per_peer : MAX (limits->max_connections * 9 / 10, 1);
  self->max_strangers = MAX (limits->max_connections / 4, 1);
}

static int
find_process (GSocket *socket)
{
  g_autoptr (GCredentials) credentials = g_socket_get_credentials (socket, NULL);
  pid_t pid = credentials != NULL ? g_credentials_get_unix_pid (credentials, NULL) : 0;

  /* One in another namespace of pids has none here. */
  return pid > 0 ? pid : STRANGER;
}

static int
find_who (PerchConnection *connection)
{
  GSocket *socket = perch_connection_get_socket (connection);

  if (g_socket_get_family (socket) == G_SOCKET_FAMILY_UNIX)
    return find_process (socket);
  return perch_connection_get_peer (connection) == PERCH_PEER_SAME_USER ? OUR_USER : STRANGER;
}

/**
 * perch_crowd_enter:
 * @self: a crowd
 * @connection: a connection that is not in it, whose peer has been found out
 *
 * Returns: whether @connection is in it now; %FALSE when its peer has as many as it may
 */
gboolean
perch_crowd_enter (PerchCrowd *self, PerchConnection *connection)
{
  int who = 0;
  guint count = 0;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (connection != NULL, FALSE);
  g_return_val_if_fail (!g_hash_table_contains (self->members, connection), FALSE);

  who = find_who (connection);
  count = GPOINTER_TO_UINT (g_hash_table_lookup (self->counts, GINT_TO_POINTER (who)));
  if (count >= (who == STRANGER ? self->max_strangers : self->max_per_peer))
    return FALSE;
  g_hash_table_insert (self->counts, GINT_TO_POINTER (who), GUINT_TO_POINTER (count + 1));
  g_hash_table_insert (self->members, connection, GINT_TO_POINTER (who));
  return TRUE;
}

/**
 * perch_crowd_leave:
 * @self: a crowd
 * @connection: a connection that closes, in it or not
 */
void
perch_crowd_leave (PerchCrowd *self, PerchConnection *connection)
{
  gpointer who = NULL;
  guint count = 0;

  g_return_if_fail (self != NULL);

  if (!g_hash_table_steal_extended (self->members, connection, NULL, &who))
    return;
  count = GPOINTER_TO_UINT (g_hash_table_lookup (self->counts, who));
  if (count > 1)
    g_hash_table_insert (self->counts, who, GUINT_TO_POINTER (count - 1));
  else
    g_hash_table_remove (self->counts, who);
}
