/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/guard/stale.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "backend-manager/guard/clock.h"
#include "backend-manager/guard/process.h"
#include "backend-manager/guard/procfs.h"
#include "backend-manager/guard/protocol.h"
#include "backend-manager/guard/rundir.h"
#include "backend-manager/guard/tree-kill.h"

/* A folder without a lock, or one not yet named, may be in the making for this long. */
#define MAKING_SECONDS 60

/* How long the processes of one dead run may take to go. */
#define KILL_PATIENCE_MS 2000

typedef enum
{
  NAME_FOREIGN, /* not one of ours: left alone */
  NAME_RUN,
  NAME_NEW,
  NAME_DEAD,
} NameKind;

static NameKind
classify (const char *name, const char **id)
{
  NameKind kind = NAME_RUN;

  if (strncmp (name, "new-", 4) == 0)
    {
      kind = NAME_NEW;
      name += 4;
    }
  else if (strncmp (name, "dead-", 5) == 0)
    {
      kind = NAME_DEAD;
      name += 5;
    }
  if (strlen (name) != PERCH_RUN_ID_LENGTH || strspn (name, "0123456789abcdef") != strlen (name))
    return NAME_FOREIGN;
  *id = name;
  return kind;
}

/* Returns whether the run has no guard; @lock is then its lock, held by us, or -1 without one. */
static bool
is_stale (int base, const char *name, NameKind kind, int *lock)
{
  int folder = openat (base, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  struct stat stat;
  bool old;

  *lock = -1;
  if (folder < 0)
    return errno == EACCES && kind == NAME_DEAD; /* a removal cut short may leave it locked up */
  if (fstat (folder, &stat) < 0 || stat.st_uid != geteuid ())
    {
      close (folder);
      return false;
    }
  old = llabs ((long long) time (NULL) - stat.st_mtime) > MAKING_SECONDS;
  *lock = openat (folder, "lock", O_RDWR | O_NOFOLLOW | O_CLOEXEC);
  close (folder);

  if (*lock < 0)
    return kind == NAME_DEAD || old;
  if (flock (*lock, LOCK_EX | LOCK_NB) == 0 && (kind != NAME_NEW || old))
    return true;
  close (*lock);
  *lock = -1;
  return false;
}

static bool
is_ours (pid_t pid)
{
  char path[32];
  struct stat stat_of_process;

  snprintf (path, sizeof path, "/proc/%d", (int) pid);
  return stat (path, &stat_of_process) == 0 && stat_of_process.st_uid == geteuid ();
}

/* Kills @pid with all its descendants if it belongs to the run: its children may have cleaned their
 * environment and are not to be found any more once it is dead. Returns whether it does. */
static bool
kill_if_of_run (pid_t pid, const char *id, FILE *report)
{
  PerchTreeKill below = { .root = pid };
  PerchProcess process;
  bool found = false;

  if (pid == getpid () || !is_ours (pid) ||
      !perch_proc_has_variable (pid, PERCH_GUARD_RUN_VARIABLE, id))
    return false;
  process = perch_process_open (pid);
  if (perch_proc_has_variable (pid, PERCH_GUARD_RUN_VARIABLE, id) &&
      perch_process_signal (&process, SIGSTOP) == 0)
    {
      struct pollfd ended = { .fd = process.fd, .events = POLLIN };

      perch_tree_kill (&below);
      found = perch_process_signal (&process, SIGKILL) == 0;
      if (found && report != NULL)
        fprintf (report, "ended process %d of run %s\n", (int) pid, id);
      poll (&ended, 1, KILL_PATIENCE_MS);
    }
  perch_process_close (&process);
  return found;
}

/* One look at all processes. Returns whether one of the run was found. */
static bool
kill_run_once (const char *id, FILE *report)
{
  struct dirent *entry;
  bool found = false;
  DIR *proc = opendir ("/proc");
  pid_t pid;

  if (proc == NULL)
    return false;
  while ((entry = readdir (proc)) != NULL)
    if (perch_proc_parse_pid (entry->d_name, &pid))
      found |= kill_if_of_run (pid, id, report);
  closedir (proc);
  return found;
}

/* Returns whether no process of the run is left. */
static bool
kill_run (const char *id, FILE *report)
{
  int64_t deadline = perch_guard_now () + KILL_PATIENCE_MS;

  while (kill_run_once (id, report))
    if (perch_guard_now () > deadline)
      return false;
  return true;
}

static bool
sweep_one (int base, const char *name, FILE *report)
{
  const char *id = NULL;
  NameKind kind = classify (name, &id);
  bool done = true;
  int lock;

  if (kind == NAME_FOREIGN || !is_stale (base, name, kind, &lock))
    return true;
  if (!kill_run (id, report))
    {
      done = false;
      if (report != NULL)
        fprintf (report, "kept run %s: its processes do not end\n", id);
    }
  else if (!perch_run_dir_discard (base, name))
    {
      done = false;
      if (report != NULL)
        fprintf (report, "kept run %s: its directory can't be removed\n", id);
    }
  else if (report != NULL)
    fprintf (report, "removed directory of run %s\n", id);
  if (lock >= 0)
    close (lock);
  return done;
}

/**
 * perch_stale_sweep:
 * @base: descriptor of the folder of run directories
 * @report: where a line is written for each thing done, or NULL
 *
 * Ends the processes and removes the folders of runs that have no guard any more.
 *
 * Returns: whether none of them is left
 */
bool
perch_stale_sweep (int base, FILE *report)
{
  struct dirent *entry;
  bool done = true;
  int copy = openat (base, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  DIR *folder = copy < 0 ? NULL : fdopendir (copy);

  if (folder == NULL)
    {
      if (copy >= 0)
        close (copy);
      return false;
    }
  while ((entry = readdir (folder)) != NULL)
    done &= sweep_one (base, entry->d_name, report);
  closedir (folder);
  return done;
}
