/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/cli/launch.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/cli/client.h"

#define TIMEOUT_S 15
#define POLL_US 10000

/* In the child, between fork and exec: out of the terminal's session, so that closing it, or
 * Ctrl-C in it, is nothing to Perch. */
static void
child_setup (gpointer user_data)
{
  setsid ();
}

static gboolean
spawn (GPid *pid, int *stderr_fd, GError **error)
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", error);
  const char *argv[] = { program, "run", "--headless", "--detached", NULL };

  if (program == NULL)
    return FALSE;
  return g_spawn_async_with_pipes (NULL, (char **) argv, NULL,
                                   G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_STDOUT_TO_DEV_NULL,
                                   child_setup, NULL, pid, NULL, NULL, stderr_fd, error);
}

static gboolean
answers (void)
{
  return perch_cli_call ("GET", "/status", TIMEOUT_S, NULL, NULL);
}

/* What the child had to say before it died. */
static void
set_death_error (int stderr_fd, GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);
  char buffer[4096];
  gssize length = 0;

  while ((length = read (stderr_fd, buffer, sizeof buffer)) > 0)
    g_string_append_len (text, buffer, length);
  g_set_error (error, PERCH_CLI_ERROR, PERCH_EXIT_FAILED, "Perch could not be started\n%s",
               g_strchomp (text->str));
}

/**
 * perch_launch_headless:
 * @error: return location for a #PERCH_CLI_ERROR
 *
 * Starts a headless Perch that outlives this process and its terminal, and waits until it answers.
 *
 * Returns: whether it does
 */
gboolean
perch_launch_headless (GError **error)
{
  gint64 end = g_get_monotonic_time () + TIMEOUT_S * G_USEC_PER_SEC;
  g_autoptr (GError) local_error = NULL;
  GPid pid = 0;
  int stderr_fd = -1;
  gboolean ready = FALSE;
  gboolean dead = FALSE;
  int status = 0;

  if (!spawn (&pid, &stderr_fd, &local_error))
    {
      g_set_error (error, PERCH_CLI_ERROR, PERCH_EXIT_FAILED, "Perch could not be started: %s",
                   local_error->message);
      return FALSE;
    }

  while (!ready && !dead && g_get_monotonic_time () < end)
    {
      ready = answers ();
      /* One that ends well has met another Perch that is about to answer. */
      dead = waitpid (pid, &status, WNOHANG) == pid && status != 0;
      if (!ready && !dead)
        g_usleep (POLL_US);
    }
  if (dead && !ready)
    set_death_error (stderr_fd, error);
  else if (!ready)
    g_set_error (error, PERCH_CLI_ERROR, PERCH_EXIT_TIMED_OUT,
                 "Perch was started (pid %d) but does not answer", pid);
  close (stderr_fd);
  return ready;
}
