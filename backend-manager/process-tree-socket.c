/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/process-tree.h"

#include <stdio.h>
#include <string.h>

/* The kernel's word for a socket that listens, __SO_ACCEPTCON. */
#define ACCEPTS_CONNECTIONS 0x10000u

/* A server that was given a relative path is known to the kernel by that. Which of several sockets
 * of the same name it is shows by who holds it. */
static gboolean
is_path_of (const char *bound, const char *path)
{
  g_autofree char *base = NULL;
  g_autofree char *wanted = NULL;

  if (*bound == '/' || *bound == '@')
    return g_str_equal (bound, path);
  base = g_path_get_basename (bound);
  wanted = g_path_get_basename (path);
  return g_str_equal (base, wanted);
}

/* A line is `ADDRESS: REFCOUNT PROTOCOL FLAGS TYPE ST INODE PATH`; a path may hold spaces. */
static void
read_line (const char *line, const char *path, GHashTable *inodes)
{
  unsigned int flags = 0;
  guint64 inode = 0;
  int behind = 0;
  g_autofree char *bound = NULL;

  if (sscanf (line, "%*[^:]: %*x %*x %x %*x %*x %" G_GUINT64_FORMAT " %n", &flags, &inode,
              &behind) != 2 ||
      (flags & ACCEPTS_CONNECTIONS) == 0 || behind == 0)
    return;
  bound = g_strndup (line + behind, strcspn (line + behind, "\n"));
  if (*bound != '\0' && is_path_of (bound, path))
    g_hash_table_add (inodes, g_strdup_printf ("socket:[%" G_GUINT64_FORMAT "]", inode));
}

/* Returns: (transfer full) (element-type utf8): sockets that listen at @path, as /proc/PID/fd calls
 * them */
static GHashTable *
find_listeners (const char *path)
{
  GHashTable *inodes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *text = NULL;

  if (!g_file_get_contents ("/proc/net/unix", &text, NULL, NULL))
    return inodes;
  for (const char *line = strchr (text, '\n'); line != NULL; line = strchr (line + 1, '\n'))
    read_line (line + 1, path, inodes);
  return inodes;
}

/**
 * perch_process_tree_owns_socket:
 * @root: a process id
 * @path: absolute path of a Unix socket
 *
 * perch_process_tree_owns_port() for a Unix socket. The server notices nothing of it.
 *
 * Returns: whether @root or one of its descendants listens there
 */
gboolean
perch_process_tree_owns_socket (GPid root, const char *path)
{
  g_autoptr (GHashTable) inodes = NULL;

  g_return_val_if_fail (path != NULL && g_path_is_absolute (path), FALSE);

  inodes = find_listeners (path);
  return perch_process_tree_holds_any (root, inodes);
}

/**
 * perch_process_tree_describe_socket_listener:
 * @path: absolute path of a Unix socket
 *
 * Returns: (transfer full) (nullable): who listens there, for people; %NULL when nobody does
 */
char *
perch_process_tree_describe_socket_listener (const char *path)
{
  g_autoptr (GHashTable) inodes = NULL;
  g_autoptr (PerchListener) listener = NULL;

  g_return_val_if_fail (path != NULL && g_path_is_absolute (path), NULL);

  inodes = find_listeners (path);
  listener = perch_process_tree_find_holder (inodes);
  return listener != NULL ? perch_listener_describe (listener) : NULL;
}
