/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <stdbool.h>
#include <sys/types.h>

/* A process that can be told from a later one with the same number. @fd is a pidfd, or -1 where
 * the system has none to give; then only a child of ours that was not waited for can be signalled,
 * because such a child keeps its number. All zero but @fd -1: no process. */
typedef struct
{
  pid_t pid;
  int fd;
} PerchProcess;

#define PERCH_PROCESS_NONE ((PerchProcess){ .pid = 0, .fd = -1 })

PerchProcess perch_process_open (pid_t pid);
void perch_process_close (PerchProcess *self);
bool perch_process_is_alive (const PerchProcess *self);
int perch_process_signal (const PerchProcess *self, int signal_number);
int perch_process_signal_child (const PerchProcess *self, int signal_number);
