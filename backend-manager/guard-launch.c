/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/guard-launch.h"

#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

#include "backend-manager/error.h"
#include "backend-manager/guard/protocol.h"

static GStrv
build_argv (const PerchGuardLaunch *launch)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  g_strv_builder_add_many (builder, launch->guard, "--run-dir", launch->run_dir, "--cwd",
                           launch->cwd, "--", NULL);
  g_strv_builder_addv (builder, (const char **) launch->argv);
  return g_strv_builder_end (builder);
}

/**
 * perch_guard_launch:
 * @launch: what to start, and where
 * @pid: (out): the outer process of the guard, to be reaped by the caller
 * @socket: (out): Perch's end of the socket to it, close-on-exec
 * @pipes: (out): the program's stdin, stdout and stderr
 * @error: %PERCH_BACKEND_ERROR_GUARD when perch-guard itself can't be started
 *
 * Starts perch-guard. The out parameters are set on success only.
 */
gboolean
perch_guard_launch (
    const PerchGuardLaunch *launch, GPid *pid, int *socket, PerchGuardPipes *pipes, GError **error)
{
  g_auto (GStrv) argv = build_argv (launch);
  g_autoptr (GError) local_error = NULL;
  int sockets[2];
  int guard_fd = PERCH_GUARD_FD;
  gboolean spawned;

  if (socketpair (AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, sockets) < 0)
    {
      g_set_error (error, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_GUARD,
                   "No socket for perch-guard: %s", g_strerror (errno));
      return FALSE;
    }

  /* LEAVE_DESCRIPTORS_OPEN lets GLib use posix_spawn() instead of a fork that copies the page
   * tables; ours are all close-on-exec, and the guard closes what it did not expect. */
  spawned = g_spawn_async_with_pipes_and_fds (
      NULL, (const char *const *) argv, (const char *const *) launch->environ,
      G_SPAWN_LEAVE_DESCRIPTORS_OPEN | G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_CLOEXEC_PIPES, NULL,
      NULL, -1, -1, -1, &sockets[1], &guard_fd, 1, pid, &pipes->input, &pipes->output,
      &pipes->error, &local_error);
  close (sockets[1]);
  if (!spawned)
    {
      close (sockets[0]);
      g_set_error (error, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_GUARD,
                   "perch-guard can't be started: %s", local_error->message);
      return FALSE;
    }

  *socket = sockets[0];
  return TRUE;
}
