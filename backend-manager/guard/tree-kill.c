/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/guard/tree-kill.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "backend-manager/guard/process.h"
#include "backend-manager/guard/procfs.h"
#include "backend-manager/guard/protocol.h"
#include "backend-manager/guard/tree.h"

/* One pass. @groups are the process groups that were killed in it: once each is enough, and makes
 * the cost of a fork bomb that of its number of groups. */
typedef struct
{
  const PerchTreeKill *what;
  pid_t *groups; /* (owned) */
  size_t n_groups;
  pid_t own_session;
  pid_t spared_group;
} Pass;

static bool
was_killed (const Pass *pass, pid_t group)
{
  for (size_t i = 0; i < pass->n_groups; i++)
    if (pass->groups[i] == group)
      return true;
  return false;
}

/* The process group of @pid if all of it may be killed, else 0. A group lies within one session,
 * and a session that was begun inside the tree has only processes of the tree: those are safe. In
 * our own session is a child that did not get to its setsid() yet, and whoever it shares a group
 * with. */
static pid_t
get_killable_group (const Pass *pass, pid_t pid)
{
  pid_t group = getpgid (pid);
  pid_t session = getsid (pid);

  if (group <= 1 || session <= 0 || session == pass->own_session || group == pass->spared_group)
    return 0;
  return group;
}

/* A fork bomb or a process that forks and exits outruns one that kills by number; the group has
 * them all, also those born after we looked. */
static void
kill_group (Pass *pass, pid_t group)
{
  if (was_killed (pass, group))
    return;
  kill (-group, SIGKILL);
  pass->groups[pass->n_groups++] = group;
}

/* A child that only we wait for keeps its number till then, so this needs no proof, and is quick
 * enough to hit processes that live for microseconds. */
static bool
kill_child (Pass *pass, pid_t pid)
{
  pid_t group = get_killable_group (pass, pid);

  if (group != 0)
    kill_group (pass, group);
  return kill (pid, SIGKILL) == 0 || errno != EPERM;
}

/* The order matters: get hold of the process, prove that it is one of the tree, then prove that it
 * still has the number by which it was proven. Returns whether it is within reach. */
static bool
kill_descendant (Pass *pass, pid_t pid)
{
  PerchProcess process = perch_process_open (pid);
  PerchProcStat stat;
  bool reached = true;

  if (perch_proc_stat (pid, &stat) && perch_proc_is_descendant (pid, pass->what->root))
    {
      pid_t group = get_killable_group (pass, pid);

      /* Without a pidfd the moment since the check is all that is left to chance, and only for a
       * whole group; single processes then have to wait until they have become our children. */
      if (group != 0 && (process.fd < 0 || perch_process_is_alive (&process)))
        kill_group (pass, group);
      reached = perch_process_signal (&process, SIGKILL) != EPERM &&
                (stat.state != 'Z' || stat.parent == getpid ());
    }
  perch_process_close (&process);
  return reached;
}

/* Keeps of @tree what belongs to the run: parents come before their children in it. */
static void
keep_run (PerchTree *tree, const char *run_id)
{
  size_t kept = 0;

  for (size_t i = 0; i < tree->count; i++)
    {
      bool ours = false;

      for (size_t k = 0; k < kept && !ours; k++)
        ours = tree->entries[k].pid == tree->entries[i].parent;
      if (ours || perch_proc_has_variable (tree->entries[i].pid, PERCH_GUARD_RUN_VARIABLE, run_id))
        tree->entries[kept++] = tree->entries[i];
    }
  tree->count = kept;
}

static PerchTreeCount
kill_all (Pass *pass, const PerchTree *tree)
{
  PerchTreeCount count = { 0 };
  pid_t self = getpid ();

  for (size_t i = 0; i < tree->count; i++)
    {
      const PerchTreeEntry *entry = &tree->entries[i];
      bool reached;

      if (entry->pid == pass->what->spare)
        continue;
      if (pass->what->sole_reaper && entry->parent == self)
        reached = kill_child (pass, entry->pid);
      else
        reached = kill_descendant (pass, entry->pid);
      count.left++;
      count.denied += !reached;
    }
  return count;
}

/**
 * perch_tree_kill:
 *
 * Sends SIGKILL to what is to be found of the processes of @what, whole process groups wherever
 * that hits nobody else, and to nothing by its bare number. One pass is rarely the end of a tree:
 * repeat it, waiting for children in between, until waitpid() says ECHILD (of a @run_id: until
 * @left is 0).
 *
 * Returns: what it found
 */
PerchTreeCount
perch_tree_kill (const PerchTreeKill *what)
{
  Pass pass = { .what = what, .own_session = getsid (0) };
  PerchTree tree = { 0 };
  PerchTreeCount count = { .left = 1, .denied = 1 }; /* who can't look can't say "none" */

  if (what->spare != 0)
    pass.spared_group = getpgid (what->spare);
  if (perch_tree_list (&tree, what->root))
    {
      if (what->run_id != NULL)
        keep_run (&tree, what->run_id);
      pass.groups = calloc (tree.count + 1, sizeof *pass.groups);
      if (pass.groups != NULL)
        count = kill_all (&pass, &tree);
    }
  free (pass.groups);
  perch_tree_clear (&tree);
  return count;
}
