/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/child-group.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <unistd.h>

/**
 * perch_child_group_enter_cb:
 *
 * A #GSpawnChildSetupFunc: gives the child a process group of its own, which has all that it starts
 * in it and does not get a terminal's Ctrl-C, and lets it go down with the thread that starts it.
 */
void
perch_child_group_enter_cb (gpointer user_data)
{
  setpgid (0, 0);
  prctl (PR_SET_PDEATHSIG, SIGTERM);
}

/**
 * perch_child_group_get_id:
 * @process: a child that was started with perch_child_group_enter_cb()
 *
 * Returns: what perch_child_group_end_rest() knows its group by when it has ended itself; 0 when it
 *   has ended already
 */
int
perch_child_group_get_id (GSubprocess *process)
{
  const char *identifier = g_subprocess_get_identifier (process);

  return identifier != NULL ? atoi (identifier) : 0;
}

/**
 * perch_child_group_end:
 * @process: a child that was started with perch_child_group_enter_cb()
 * @by_force: whether it has no choice
 *
 * Asks, or makes, a child and all that it has started end. Nothing happens when it has ended.
 */
void
perch_child_group_end (GSubprocess *process, gboolean by_force)
{
  int id = perch_child_group_get_id (process);

  if (id > 0)
    kill (-id, by_force ? SIGKILL : SIGTERM);
}

/**
 * perch_child_group_end_rest:
 * @id: of perch_child_group_get_id(), after the child has ended
 *
 * Makes all end that the child has started. The kernel gives the number of a group to nobody else
 * as long as the group has members, and whoever has got it since then has it as his own as well: so
 * where there are members, but no process of that number, they are those of the child.
 */
void
perch_child_group_end_rest (int id)
{
  if (id > 0 && kill (id, 0) < 0 && errno == ESRCH)
    kill (-id, SIGKILL);
}
