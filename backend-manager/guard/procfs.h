/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <stdbool.h>
#include <sys/types.h>

/* A line of /proc/PID/stat, as far as we need it. */
typedef struct
{
  char state; /* a letter as in proc(5), such as R, S, T, Z */
  pid_t parent;
  pid_t group;
  pid_t session;
} PerchProcStat;

bool perch_proc_stat (pid_t pid, PerchProcStat *stat);
bool perch_proc_parse_stat (const char *line, PerchProcStat *stat);
bool perch_proc_parse_pid (const char *text, pid_t *pid);
bool perch_proc_is_descendant (pid_t pid, pid_t ancestor);
bool perch_proc_has_variable (pid_t pid, const char *name, const char *value);
