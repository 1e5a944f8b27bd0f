/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/process-tree.h"

#include <stdlib.h>
#include <string.h>

/* A process may be found twice when it gets another parent while the tree is walked. */
typedef struct
{
  GArray *pids; /* (owned) (element-type GPid): found; those behind @done are still to be read */
  GHashTable *seen; /* (owned): the same, as a set */
  guint done;
} Walk;

static void
found (Walk *walk, GPid pid)
{
  if (pid > 0 && g_hash_table_add (walk->seen, GINT_TO_POINTER (pid)))
    g_array_append_val (walk->pids, pid);
}

/* Returns: whether the kernel tells children at all (CONFIG_PROC_CHILDREN) */
static gboolean
add_children (Walk *walk, GPid parent)
{
  g_autofree char *tasks = g_strdup_printf ("/proc/%d/task", parent);
  g_autoptr (GDir) dir = g_dir_open (tasks, 0, NULL);
  const char *task = NULL;
  gboolean told = dir == NULL; /* it is gone, which says nothing about the kernel */

  while (dir != NULL && (task = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (tasks, task, "children", NULL);
      g_autofree char *text = NULL;
      char *rest = NULL;
      char *next = NULL;

      if (!g_file_get_contents (path, &text, NULL, NULL))
        continue;
      told = TRUE;
      for (rest = text; *rest != '\0'; rest = next)
        {
          found (walk, (GPid) strtol (rest, &next, 10));
          next += strspn (next, " \n");
          if (next == rest)
            break;
        }
    }
  return told;
}

/* Returns: the parent of the process @pid, or 0. The name before it may hold anything, brackets
 * and spaces too, so the last bracket counts. */
static GPid
read_parent (const char *pid)
{
  g_autofree char *path = g_build_filename ("/proc", pid, "stat", NULL);
  g_autofree char *text = NULL;
  const char *rest = NULL;

  if (!g_file_get_contents (path, &text, NULL, NULL) || (rest = strrchr (text, ')')) == NULL ||
      strlen (rest) < 4)
    return 0;
  return (GPid) strtol (rest + 3, NULL, 10);
}

static GHashTable *
read_all_parents (void)
{
  GHashTable *parents = g_hash_table_new (NULL, NULL);
  g_autoptr (GDir) dir = g_dir_open ("/proc", 0, NULL);
  const char *name = NULL;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (g_ascii_isdigit (*name))
      g_hash_table_insert (parents, GINT_TO_POINTER (strtol (name, NULL, 10)),
                           GINT_TO_POINTER (read_parent (name)));
  return parents;
}

static void
add_children_of (Walk *walk, GHashTable *parents, GPid parent)
{
  GHashTableIter iter;
  gpointer pid = NULL;
  gpointer its_parent = NULL;

  g_hash_table_iter_init (&iter, parents);
  while (g_hash_table_iter_next (&iter, &pid, &its_parent))
    if (GPOINTER_TO_INT (its_parent) == parent)
      found (walk, GPOINTER_TO_INT (pid));
}

/* @take_parents is (transfer full) (nullable): without it, the kernel is asked for the children of
 * each process. */
static GArray *
walk_tree (GPid root, GHashTable *take_parents)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
  g_autoptr (GHashTable) parents = take_parents;
  Walk walk = { .seen = seen };

  walk.pids = g_array_new (FALSE, FALSE, sizeof (GPid));
  if (root <= 0)
    return walk.pids;

  g_hash_table_add (seen, GINT_TO_POINTER (root)); /* never its own descendant */
  for (GPid parent = root;; parent = g_array_index (walk.pids, GPid, walk.done++))
    {
      if (parents == NULL && !add_children (&walk, parent))
        parents = read_all_parents ();
      if (parents != NULL)
        add_children_of (&walk, parents, parent);
      if (walk.done == walk.pids->len)
        return walk.pids;
    }
}

/**
 * perch_process_tree_list:
 * @root: a process id
 *
 * Lists the processes that @root started, those that they started, and so on. Processes that come
 * and go meanwhile may be missing or be gone: this is for showing and counting, never for killing.
 * Reads /proc, and so may take milliseconds; any thread.
 *
 * Returns: (transfer full) (element-type GPid): the descendants of @root, itself not included
 */
GArray *
perch_process_tree_list (GPid root)
{
  return walk_tree (root, NULL);
}

/**
 * perch_process_tree_list_slowly:
 * @root: a process id
 *
 * perch_process_tree_list() for kernels that don't tell the children of a process: it looks at all
 * processes of the machine. perch_process_tree_list() turns to this by itself where it must.
 *
 * Returns: (transfer full) (element-type GPid): the descendants of @root, itself not included
 */
GArray *
perch_process_tree_list_slowly (GPid root)
{
  return walk_tree (root, read_all_parents ());
}
