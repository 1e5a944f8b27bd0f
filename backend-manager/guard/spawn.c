/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/guard/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "backend-manager/guard/hygiene.h"
#include "backend-manager/guard/protocol.h"

/* The out-of-memory killer takes the backend before it takes Perch. */
#define OOM_SCORE_ADJ "200"

#define EXIT_NOT_STARTED 127

typedef enum
{
  STAGE_FORK,
  STAGE_CHDIR,
  STAGE_EXEC,
} Stage;

static const char *const stage_names[] = { "fork", "chdir", "exec" };

/* What the child writes when it fails before it is the backend. */
typedef struct
{
  int error;
  Stage stage;
} Failure;

static bool
is_variable (const char *entry, const char *name)
{
  size_t length = strlen (name);

  return strncmp (entry, name, length) == 0 && entry[length] == '=';
}

/**
 * perch_spawn_build_environment:
 * @inherited: NULL-terminated
 *
 * Returns: (owned): @inherited with the variables of the run in the place of any of the same names,
 * for perch_spawn_free_environment(); NULL when memory is out
 */
char **
perch_spawn_build_environment (char *const *inherited, const char *run_id, const char *tmp)
{
  const char *const names[] = { "TMPDIR", "TEMP", "TMP", PERCH_GUARD_RUN_VARIABLE };
  const char *const values[] = { tmp, tmp, tmp, run_id };
  const size_t n_names = sizeof names / sizeof *names;
  size_t count = 0;
  char **environment;

  while (inherited[count] != NULL)
    count++;
  environment = calloc (count + n_names + 1, sizeof *environment);
  if (environment == NULL)
    return NULL;

  count = 0;
  for (size_t n = 0; n < n_names; n++)
    if (asprintf (&environment[count], "%s=%s", names[n], values[n]) < 0)
      environment[count] = NULL;
    else
      count++;
  for (size_t i = 0; inherited[i] != NULL; i++)
    {
      bool ours = false;

      for (size_t n = 0; n < n_names; n++)
        ours |= is_variable (inherited[i], names[n]);
      if (!ours && (environment[count] = strdup (inherited[i])) != NULL)
        count++;
    }
  return environment;
}

/**
 * perch_spawn_free_environment:
 *
 * Frees what perch_spawn_build_environment() made.
 */
void
perch_spawn_free_environment (char **environment)
{
  for (size_t i = 0; environment != NULL && environment[i] != NULL; i++)
    free (environment[i]);
  free (environment);
}

static _Noreturn void
fail (int report, Stage stage)
{
  Failure failure = { errno, stage };

  (void) !write (report, &failure, sizeof failure);
  _exit (EXIT_NOT_STARTED);
}

static void
set_limits (void)
{
  struct rlimit files;
  int fd;

  setrlimit (RLIMIT_CORE, &(struct rlimit){ 0, 0 }); /* a core holds the backend's secrets */
  if (getrlimit (RLIMIT_NOFILE, &files) == 0)
    {
      files.rlim_cur = files.rlim_max;
      setrlimit (RLIMIT_NOFILE, &files);
    }
  fd = open ("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
  if (fd >= 0)
    {
      (void) !write (fd, OOM_SCORE_ADJ, strlen (OOM_SCORE_ADJ));
      close (fd);
    }
}

/* The child's side. SIGTERM, not SIGKILL, comes when the guard dies: killing the main process of a
 * packed program outright would orphan the real one. */
static _Noreturn void
become_backend (const PerchSpawn *what, char **environment, pid_t guard, int report)
{
  sigset_t none;

  if (prctl (PR_SET_PDEATHSIG, SIGTERM) < 0)
    fail (report, STAGE_FORK);
  if (getppid () != guard)
    _exit (EXIT_NOT_STARTED); /* it died before the line above */
  setsid ();
  set_limits ();
  if (what->cwd != NULL && chdir (what->cwd) < 0)
    fail (report, STAGE_CHDIR);

  /* Nothing but 0 to 2 goes on; the report goes to 3 and is closed by exec itself. */
  if (report != PERCH_GUARD_FD && dup2 (report, PERCH_GUARD_FD) < 0)
    fail (report, STAGE_FORK);
  fcntl (PERCH_GUARD_FD, F_SETFD, FD_CLOEXEC);
  closefrom (PERCH_GUARD_FD + 1);

  perch_guard_reset_signals ();
  sigemptyset (&none);
  sigprocmask (SIG_SETMASK, &none, NULL);
  execve (what->argv[0], what->argv, environment);
  fail (PERCH_GUARD_FD, STAGE_EXEC);
}

/**
 * perch_spawn:
 * @spawned: is filled in
 *
 * Starts the backend with this process's descriptors 0 to 2, without a shell and without a search
 * path. Whether exec worked is told by perch_spawn_get_result(), since exec can hang for as long as
 * a network file system likes.
 *
 * Returns: 0 or an errno
 */
int
perch_spawn (const PerchSpawn *what, PerchSpawned *spawned)
{
  char **environment = perch_spawn_build_environment (environ, what->run_id, what->tmp);
  pid_t guard = getpid ();
  int ends[2];
  int error;
  pid_t pid;

  if (environment == NULL)
    return ENOMEM;
  if (pipe2 (ends, O_CLOEXEC | O_NONBLOCK) < 0)
    {
      error = errno;
      perch_spawn_free_environment (environment);
      return error;
    }
  pid = fork ();
  if (pid == 0)
    become_backend (what, environment, guard, ends[1]);
  error = errno;

  close (ends[1]);
  perch_spawn_free_environment (environment);
  if (pid < 0)
    {
      close (ends[0]);
      return error;
    }
  *spawned = (PerchSpawned){ .process = perch_process_open (pid), .report = ends[0] };
  return 0;
}

/**
 * perch_spawn_get_result:
 * @error: becomes the errno of FAILED
 * @stage: becomes the name of the step that failed, of FAILED
 *
 * Never waits. Closes the report once the result is known.
 *
 * Returns: how far it got
 */
PerchSpawnResult
perch_spawn_get_result (PerchSpawned *spawned, int *error, const char **stage)
{
  Failure failure;
  ssize_t length = read (spawned->report, &failure, sizeof failure);

  if (length < 0 && (errno == EAGAIN || errno == EINTR))
    return PERCH_SPAWN_PENDING;
  close (spawned->report);
  spawned->report = -1;
  if (length != (ssize_t) sizeof failure)
    return PERCH_SPAWN_STARTED;
  *error = failure.error;
  *stage = stage_names[failure.stage];
  return PERCH_SPAWN_FAILED;
}
