/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/process-usage.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char *
read_file (GPid pid, const char *name)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/%s", pid, name);
  char *text = NULL;

  return g_file_get_contents (path, &text, NULL, NULL) ? text : NULL;
}

/* The second field is the name in brackets, which may itself hold spaces and brackets. Counted from
 * 1, utime and stime are the 14th and 15th field and starttime is the 22nd. */
static gboolean
read_times (GPid pid, PerchProcessUsage *usage)
{
  g_autofree char *text = read_file (pid, "stat");
  const char *rest = text == NULL ? NULL : strrchr (text, ')');
  guint64 user = 0;
  guint64 kernel = 0;
  char state = '\0';

  if (rest == NULL || sscanf (rest,
                              ") %c %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %" G_GUINT64_FORMAT
                              " %" G_GUINT64_FORMAT " %*s %*s %*s %*s %*s %*s %" G_GUINT64_FORMAT,
                              &state, &user, &kernel, &usage->started) != 4)
    return FALSE;
  usage->cpu_ticks = user + kernel;
  return state != 'Z' && state != 'X'; /* what is dead already uses nothing */
}

static gboolean
read_proportional (GPid pid, guint64 *bytes)
{
  g_autofree char *text = read_file (pid, "smaps_rollup");
  const char *line = text == NULL ? NULL : strstr (text, "\nPss:");

  if (line == NULL)
    return FALSE;
  *bytes = g_ascii_strtoull (line + strlen ("\nPss:"), NULL, 10) * 1024;
  return TRUE;
}

static guint64
read_resident (GPid pid)
{
  g_autofree char *text = read_file (pid, "statm");
  guint64 pages = 0;

  if (text == NULL || sscanf (text, "%*s %" G_GUINT64_FORMAT, &pages) != 1)
    return 0;
  return pages * (guint64) sysconf (_SC_PAGESIZE);
}

static guint
count_open_files (GPid pid)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/fd", pid);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  guint n = 0;

  while (dir != NULL && g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

/**
 * perch_process_usage_read:
 * @usage: (out caller-allocates): what @pid uses now
 *
 * Takes up to a millisecond, since the kernel walks all pages for the proportional size; any
 * thread.
 *
 * Returns: whether there is such a process, and it has not ended
 */
gboolean
perch_process_usage_read (GPid pid, PerchProcessUsage *usage)
{
  g_return_val_if_fail (usage != NULL, FALSE);

  memset (usage, 0, sizeof *usage);
  if (pid <= 0 || !read_times (pid, usage))
    return FALSE;
  if (!read_proportional (pid, &usage->memory_bytes))
    usage->memory_bytes = read_resident (pid);
  usage->open_files = count_open_files (pid);
  return TRUE;
}

/**
 * perch_process_ticks_per_second:
 *
 * Returns: how many ticks of #PerchProcessUsage are a second
 */
guint
perch_process_ticks_per_second (void)
{
  return (guint) sysconf (_SC_CLK_TCK);
}
