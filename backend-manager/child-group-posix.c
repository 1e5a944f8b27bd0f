/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/child-group.h"

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
 * perch_child_group_end:
 * @process: a child that was started with perch_child_group_enter_cb()
 * @by_force: whether it has no choice
 *
 * Asks, or makes, a child and all that it has started end. Nothing happens when it has ended.
 */
void
perch_child_group_end (GSubprocess *process, gboolean by_force)
{
  const char *identifier = g_subprocess_get_identifier (process);

  if (identifier != NULL)
    kill (-atoi (identifier), by_force ? SIGKILL : SIGTERM);
}
