/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/guard/procfs.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* No tree is that deep; a chain that seems to be was read while pids were reused. */
#define MAX_DEPTH 4096

/**
 * perch_proc_parse_pid:
 * @pid: becomes the number
 *
 * Returns: whether @text is a process number and nothing else
 */
bool
perch_proc_parse_pid (const char *text, pid_t *pid)
{
  char *end = NULL;
  long value;

  if (text[0] < '1' || text[0] > '9')
    return false;
  value = strtol (text, &end, 10);
  if (*end != '\0' || value > INT_MAX)
    return false;
  *pid = (pid_t) value;
  return true;
}

/**
 * perch_proc_parse_stat:
 * @line: the text of a stat file
 *
 * Returns: whether @stat could be filled in
 */
bool
perch_proc_parse_stat (const char *line, PerchProcStat *stat)
{
  /* The name of the program stands in parentheses and may hold any, blanks too. */
  const char *rest = strrchr (line, ')');
  int parent;
  int group;
  int session;

  if (rest == NULL || sscanf (rest, ") %c %d %d %d", &stat->state, &parent, &group, &session) != 4)
    return false;
  stat->parent = parent;
  stat->group = group;
  stat->session = session;
  return true;
}

/**
 * perch_proc_stat:
 * @stat: is filled in
 *
 * Returns: whether there is such a process, or zombie, and it could be read
 */
bool
perch_proc_stat (pid_t pid, PerchProcStat *stat)
{
  char path[32];
  char line[512];
  ssize_t length;
  int fd;

  snprintf (path, sizeof path, "/proc/%d/stat", (int) pid);
  fd = open (path, O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    return false;
  length = read (fd, line, sizeof line - 1);
  close (fd);
  if (length <= 0)
    return false;
  line[length] = '\0';
  return perch_proc_parse_stat (line, stat);
}

/**
 * perch_proc_is_descendant:
 *
 * Returns: whether @pid is a child, grandchild, ... of @ancestor right now; false for @ancestor
 * itself
 */
bool
perch_proc_is_descendant (pid_t pid, pid_t ancestor)
{
  PerchProcStat stat;

  for (int depth = 0; depth < MAX_DEPTH && pid > 1; depth++)
    {
      if (!perch_proc_stat (pid, &stat))
        return false;
      if (stat.parent == ancestor)
        return true;
      pid = stat.parent;
    }
  return false;
}

/**
 * perch_proc_has_variable:
 *
 * Returns: whether @name had the value @value in the environment that the program of @pid was
 * started with; false when it is not ours to read
 */
bool
perch_proc_has_variable (pid_t pid, const char *name, const char *value)
{
  size_t name_length = strlen (name);
  char path[32];
  char *line = NULL;
  size_t room = 0;
  bool found = false;
  FILE *environment;

  snprintf (path, sizeof path, "/proc/%d/environ", (int) pid);
  environment = fopen (path, "re");
  if (environment == NULL)
    return false;
  while (!found && getdelim (&line, &room, '\0', environment) > 0)
    found = strncmp (line, name, name_length) == 0 && line[name_length] == '=' &&
            strcmp (line + name_length + 1, value) == 0;
  free (line);
  fclose (environment);
  return found;
}
