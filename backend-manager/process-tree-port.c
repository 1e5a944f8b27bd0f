/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/process-tree.h"
#include "backend-manager/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LISTENING 0x0a
#define LOOPBACK_NET 127

/* The kernel prints addresses as 32-bit words in the byte order of the machine, and keeps them in
 * network order. */
static gboolean
is_reachable_here (const char *hex, gsize length)
{
  guint32 words[4] = { 0 };
  const guint8 *bytes = (const guint8 *) words;
  gsize n_words = length / 8;

  if (n_words != 1 && n_words != 4)
    return FALSE;
  for (gsize i = 0; i < n_words; i++)
    {
      char word[9] = { 0 };

      memcpy (word, hex + i * 8, 8);
      words[i] = (guint32) strtoul (word, NULL, 16);
    }
  if (n_words == 1)
    return words[0] == 0 || bytes[0] == LOOPBACK_NET;
  if (words[0] != 0 || words[1] != 0)
    return FALSE;
  if (words[2] == GUINT32_TO_BE (0xffff)) /* an IPv4 address in IPv6's clothes */
    return words[3] == 0 || bytes[12] == LOOPBACK_NET;
  return words[2] == 0 && (words[3] == 0 || words[3] == GUINT32_TO_BE (1));
}

/* A line is `N: ADDRESS:PORT REMOTE:PORT STATE tx:rx timer:when retries UID timeout INODE …` */
static void
read_line (const char *line, guint16 port, GHashTable *inodes)
{
  char address[33] = { 0 };
  unsigned int line_port = 0;
  unsigned int state = 0;
  guint64 inode = 0;

  if (sscanf (line, " %*d: %32[0-9A-F]:%X %*[0-9A-F]:%*X %X %*s %*s %*s %*u %*u %" G_GUINT64_FORMAT,
              address, &line_port, &state, &inode) != 4)
    return;
  if (line_port == port && state == LISTENING && inode != 0 &&
      is_reachable_here (address, strlen (address)))
    g_hash_table_add (inodes, g_strdup_printf ("socket:[%" G_GUINT64_FORMAT "]", inode));
}

/* Returns: (transfer full) (element-type utf8): sockets that listen on @port on this machine, as
 * /proc/PID/fd calls them */
static GHashTable *
find_listeners (guint16 port)
{
  static const char *const tables[] = { "/proc/net/tcp", "/proc/net/tcp6" };
  GHashTable *inodes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (tables); i++)
    {
      g_autofree char *text = NULL;

      if (!g_file_get_contents (tables[i], &text, NULL, NULL))
        continue;
      for (const char *line = strchr (text, '\n'); line != NULL; line = strchr (line + 1, '\n'))
        read_line (line + 1, port, inodes);
    }
  return inodes;
}

static gboolean
holds_one (GPid pid, GHashTable *inodes)
{
  g_autofree char *folder = g_strdup_printf ("/proc/%d/fd", pid);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name = NULL;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      char target[64] = { 0 };

      if (readlink (path, target, sizeof target - 1) > 0 && g_hash_table_contains (inodes, target))
        return TRUE;
    }
  return FALSE;
}

/**
 * perch_process_tree_holds_any:
 * @root: a process id
 * @inodes: (element-type utf8): sockets, as /proc/PID/fd calls them
 *
 * Reads /proc, and so may take milliseconds; any thread.
 *
 * Returns: whether @root or one of its descendants has one of them open
 */
gboolean
perch_process_tree_holds_any (GPid root, GHashTable *inodes)
{
  g_autoptr (GArray) pids = NULL;

  if (root <= 0 || g_hash_table_size (inodes) == 0)
    return FALSE;
  if (holds_one (root, inodes))
    return TRUE;
  pids = perch_process_tree_list (root);
  for (guint i = 0; i < pids->len; i++)
    if (holds_one (g_array_index (pids, GPid, i), inodes))
      return TRUE;
  return FALSE;
}

/**
 * perch_process_tree_owns_port:
 * @root: a process id
 *
 * Only who listens can tell that an answer on @port comes from the backend and not from whoever had
 * the port before it. Reads /proc, and so may take milliseconds; any thread.
 *
 * Returns: whether @root or one of its descendants listens on TCP port @port, on loopback or on all
 *   addresses
 */
gboolean
perch_process_tree_owns_port (GPid root, guint16 port)
{
  g_autoptr (GHashTable) inodes = find_listeners (port);

  return perch_process_tree_holds_any (root, inodes);
}

static PerchListener *
new_listener (GPid pid)
{
  PerchListener *self = g_new0 (PerchListener, 1);
  g_autofree char *path = g_strdup_printf ("/proc/%d/comm", pid);

  self->pid = pid;
  if (pid != 0 && g_file_get_contents (path, &self->program, NULL, NULL))
    g_strchomp (self->program);
  return self;
}

/**
 * perch_process_tree_find_holder:
 * @inodes: (element-type utf8): sockets, as /proc/PID/fd calls them
 *
 * Looks through all processes: for messages, not for every day. Any thread.
 *
 * Returns: (transfer full) (nullable): who has one of them open; %NULL when there is none in
 * @inodes
 */
PerchListener *
perch_process_tree_find_holder (GHashTable *inodes)
{
  g_autoptr (GDir) dir = g_dir_open ("/proc", 0, NULL);
  const char *name = NULL;

  if (g_hash_table_size (inodes) == 0)
    return NULL;
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      GPid pid = (GPid) strtol (name, NULL, 10);

      if (pid > 0 && holds_one (pid, inodes))
        return new_listener (pid);
    }
  return new_listener (0);
}

/**
 * perch_process_tree_find_listener:
 *
 * As slow as perch_process_tree_find_holder(); any thread.
 *
 * Returns: (transfer full) (nullable): who listens on TCP port @port; %NULL when nobody does
 */
PerchListener *
perch_process_tree_find_listener (guint16 port)
{
  g_autoptr (GHashTable) inodes = find_listeners (port);

  return perch_process_tree_find_holder (inodes);
}

/**
 * perch_listener_free:
 * @self: (transfer full): a listener
 */
void
perch_listener_free (PerchListener *self)
{
  g_free (self->program);
  g_free (self);
}

/**
 * perch_listener_describe:
 * @self: a listener
 *
 * Returns: (transfer full): "pid 12, name", or "a program of another user"
 */
char *
perch_listener_describe (const PerchListener *self)
{
  g_autofree char *shown = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  if (self->pid == 0)
    return g_strdup ("a program of another user");
  if (self->program == NULL)
    return g_strdup_printf ("pid %d", self->pid);
  shown = perch_text_escape (self->program);
  return g_strdup_printf ("pid %d, %s", self->pid, shown);
}

/**
 * perch_process_tree_describe_listener:
 *
 * perch_process_tree_find_listener() and perch_listener_describe() in one.
 *
 * Returns: (transfer full) (nullable): who listens on TCP port @port, for people; %NULL when nobody
 *   does
 */
char *
perch_process_tree_describe_listener (guint16 port)
{
  g_autoptr (PerchListener) listener = perch_process_tree_find_listener (port);

  return listener != NULL ? perch_listener_describe (listener) : NULL;
}
