/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/guard/tree.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "backend-manager/guard/procfs.h"

/* More than a system has processes by default; a walk must end even while a fork bomb goes on. */
#define MAX_ENTRIES 65536

static bool
append (PerchTree *tree, pid_t pid, pid_t parent)
{
  if (tree->count == MAX_ENTRIES)
    return false;
  if (tree->count == tree->room)
    {
      size_t room = tree->room == 0 ? 64 : tree->room * 2;
      PerchTreeEntry *entries = reallocarray (tree->entries, room, sizeof *entries);

      if (entries == NULL)
        return false;
      tree->entries = entries;
      tree->room = room;
    }
  tree->entries[tree->count++] = (PerchTreeEntry){ pid, parent };
  return true;
}

/**
 * perch_tree_clear:
 *
 * Frees what @tree holds; it is empty then and can be used again.
 */
void
perch_tree_clear (PerchTree *tree)
{
  free (tree->entries);
  *tree = (PerchTree){ 0 };
}

/* Appends what one thread of @parent started. Returns false when the file can't be opened. */
static bool
append_children_of_thread (PerchTree *tree, pid_t parent, const char *thread)
{
  char path[64];
  FILE *children;
  int pid;

  snprintf (path, sizeof path, "/proc/%d/task/%.16s/children", (int) parent, thread);
  children = fopen (path, "re");
  if (children == NULL)
    return false;
  while (fscanf (children, "%d", &pid) == 1 && append (tree, pid, parent))
    continue;
  fclose (children);
  return true;
}

static bool
append_children (PerchTree *tree, pid_t parent)
{
  char path[32];
  struct dirent *entry;
  bool could_read = false;
  DIR *threads;

  snprintf (path, sizeof path, "/proc/%d/task", (int) parent);
  threads = opendir (path);
  if (threads == NULL)
    return false;
  while ((entry = readdir (threads)) != NULL)
    if (entry->d_name[0] != '.')
      could_read |= append_children_of_thread (tree, parent, entry->d_name);
  closedir (threads);
  return could_read;
}

/**
 * perch_tree_list_by_children:
 * @tree: empty; is filled
 * @root: is not part of the list
 *
 * Reads the children files of /proc, which costs as much as the tree is big.
 *
 * Returns: false when the kernel has no such files (CONFIG_PROC_CHILDREN) or @root is gone
 */
bool
perch_tree_list_by_children (PerchTree *tree, pid_t root)
{
  if (!append_children (tree, root))
    return false;
  for (size_t i = 0; i < tree->count; i++)
    append_children (tree, tree->entries[i].pid);
  return true;
}

/* Appends all processes of the system with their parents. */
static bool
append_all (PerchTree *tree)
{
  struct dirent *entry;
  DIR *proc = opendir ("/proc");

  if (proc == NULL)
    return false;
  while ((entry = readdir (proc)) != NULL)
    {
      PerchProcStat stat;
      pid_t pid;

      if (perch_proc_parse_pid (entry->d_name, &pid) && perch_proc_stat (pid, &stat))
        append (tree, pid, stat.parent);
    }
  closedir (proc);
  return true;
}

/**
 * perch_tree_list_by_parents:
 * @tree: empty; is filled
 * @root: is not part of the list
 *
 * Looks at every process of the system: for kernels without children files.
 *
 * Returns: false when there is no /proc
 */
bool
perch_tree_list_by_parents (PerchTree *tree, pid_t root)
{
  PerchTree all = { 0 };
  pid_t parent = root;

  if (!append_all (&all))
    return false;
  for (size_t done = 0;; parent = tree->entries[done++].pid)
    {
      for (size_t i = 0; i < all.count; i++)
        if (all.entries[i].parent == parent)
          {
            append (tree, all.entries[i].pid, parent);
            all.entries[i].parent = 0; /* once only, whatever the numbers say */
          }
      if (done == tree->count)
        break;
    }
  perch_tree_clear (&all);
  return true;
}

/**
 * perch_tree_list:
 * @tree: empty; is filled
 * @root: whose descendants; is not part of the list
 *
 * Returns: false when no list can be had at all
 */
bool
perch_tree_list (PerchTree *tree, pid_t root)
{
  return perch_tree_list_by_children (tree, root) || perch_tree_list_by_parents (tree, root);
}
