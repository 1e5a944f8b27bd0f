/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/server/caller-finder.h"

#include "app/server/caller-private.h"
#include "app/server/peer.h"
#include "app/server/request-private.h"

/* One who is looked for. @pid is known from the start for a Unix socket; for a TCP one the kernel
 * tells @socket, which is at the other end, and which some process holds. */
typedef struct
{
  GTask *task; /* (owned) */
  GPid pid;
  char *socket; /* (owned) (nullable): "socket:[123]" */
  PerchCaller *caller; /* (owned) (nullable): set once found */
} Quest;

/* Looking through all processes is the same work for one caller as for a thousand: @waiting are
 * looked for together, as soon as the search that runs has ended. @searching ends with the object.
 */
struct _PerchCallerFinder
{
  PerchPeerFinder *peers; /* (owned) */
  GPtrArray *waiting; /* (element-type Quest) (owned) */
  GCancellable *searching; /* (owned) (nullable): while a search runs */
};

static void search (PerchCallerFinder *self);

static void
quest_free (gpointer data)
{
  Quest *quest = data;

  g_object_unref (quest->task);
  g_free (quest->socket);
  g_clear_pointer (&quest->caller, perch_caller_free);
  g_free (quest);
}

static GPtrArray *
new_quests (void)
{
  return g_ptr_array_new_with_free_func (quest_free);
}

/* Whoever has not been found by now is unknown. */
static void
end_quests (GPtrArray *quests)
{
  for (guint i = 0; i < quests->len; i++)
    {
      Quest *quest = g_ptr_array_index (quests, i);

      if (quest->caller == NULL)
        quest->caller = perch_caller_new (0, NULL, NULL);
      g_task_return_pointer (quest->task, g_steal_pointer (&quest->caller),
                             (GDestroyNotify) perch_caller_free);
    }
  g_ptr_array_set_size (quests, 0);
}

static GHashTable *
list_sockets (GPtrArray *quests)
{
  GHashTable *sockets = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < quests->len; i++)
    {
      const Quest *quest = g_ptr_array_index (quests, i);

      if (quest->socket != NULL)
        g_hash_table_insert (sockets, g_strdup (quest->socket), NULL);
    }
  return sockets;
}

static void
search_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  GPtrArray *quests = task_data;
  g_autoptr (GHashTable) sockets = list_sockets (quests);

  perch_caller_find_holders (sockets);
  for (guint i = 0; i < quests->len; i++)
    {
      Quest *quest = g_ptr_array_index (quests, i);

      if (quest->socket != NULL)
        quest->pid = GPOINTER_TO_INT (g_hash_table_lookup (sockets, quest->socket));
      quest->caller = perch_caller_read (quest->pid);
    }
  g_task_return_boolean (task, TRUE);
}

static void
searched_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  PerchCallerFinder *self = user_data;
  gboolean alive = g_task_propagate_boolean (G_TASK (result), NULL);

  end_quests (g_task_get_task_data (G_TASK (result)));
  if (!alive)
    return; /* Only free() cancels it, and then @user_data is gone. */
  g_clear_object (&self->searching);
  search (self);
}

static void
search (PerchCallerFinder *self)
{
  g_autoptr (GTask) task = NULL;

  if (self->searching != NULL || self->waiting->len == 0)
    return;
  self->searching = g_cancellable_new ();
  task = g_task_new (NULL, self->searching, searched_cb, self);
  g_task_set_source_tag (task, search);
  g_task_set_task_data (task, g_steal_pointer (&self->waiting), (GDestroyNotify) g_ptr_array_unref);
  self->waiting = new_quests ();
  g_task_run_in_thread (task, search_thread);
}

/**
 * perch_caller_finder_new:
 *
 * Returns: (transfer full): what tells which program asks; free with perch_caller_finder_free()
 */
PerchCallerFinder *
perch_caller_finder_new (void)
{
  PerchCallerFinder *self = g_new0 (PerchCallerFinder, 1);

  self->peers = perch_peer_finder_new ();
  self->waiting = new_quests ();
  return self;
}

/**
 * perch_caller_finder_free:
 * @self: (transfer full): a finder
 *
 * Who is being looked for turns out to be unknown.
 */
void
perch_caller_finder_free (PerchCallerFinder *self)
{
  g_return_if_fail (self != NULL);

  if (self->searching != NULL)
    g_cancellable_cancel (self->searching);
  g_clear_object (&self->searching);
  end_quests (self->waiting);
  perch_peer_finder_free (self->peers);
  g_ptr_array_unref (self->waiting);
  g_free (self);
}

static void
look_at_socket (PerchCallerFinder *self, Quest *quest, GSocket *socket)
{
  g_autoptr (GCredentials) credentials = NULL;
  PerchPeerOwner owner = { 0 };

  if (g_socket_get_family (socket) == G_SOCKET_FAMILY_UNIX)
    {
      credentials = g_socket_get_credentials (socket, NULL);
      quest->pid = credentials != NULL ? g_credentials_get_unix_pid (credentials, NULL) : 0;
    }
  else if (perch_peer_finder_find_owner (self->peers, socket, &owner) && owner.inode != 0)
    quest->socket = g_strdup_printf ("socket:[%" G_GUINT64_FORMAT "]", owner.inode);
}

/**
 * perch_caller_finder_find_async:
 * @self: a finder
 * @request: a request that has no answer yet
 * @callback: called when it is known who asks, later and in the order of the calls; looks at the
 *   cancellable of @request first, since it may be all that is left of what @request was for
 * @user_data: for @callback
 *
 * Finds out which program has sent @request.
 */
void
perch_caller_finder_find_async (PerchCallerFinder *self,
                                PerchRequest *request,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  Quest *quest = NULL;

  g_return_if_fail (self != NULL);
  g_return_if_fail (PERCH_IS_REQUEST (request));

  quest = g_new0 (Quest, 1);
  quest->task = g_task_new (NULL, NULL, callback, user_data);
  g_task_set_source_tag (quest->task, perch_caller_finder_find_async);
  if (request->connection != NULL)
    look_at_socket (self, quest, perch_connection_get_socket (request->connection));
  g_ptr_array_add (self->waiting, quest);
  search (self);
}

/**
 * perch_caller_finder_find_finish:
 * @result: what the callback was given
 *
 * Returns: (transfer full): who asks, which may be nobody that is known
 */
PerchCaller *
perch_caller_finder_find_finish (GAsyncResult *result)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), NULL);
}
