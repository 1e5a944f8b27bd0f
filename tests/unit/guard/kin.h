/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gio/gio.h>

/* Children for tests of the guard: tests/fixtures/kid with a script. */

typedef struct
{
  pid_t pid;
  GDataInputStream *lines; /* (owned): what it writes to stdout */
} Kin;

Kin kin_start (const char *script);
pid_t kin_read_pid (Kin *kin, const char *name);
int kin_end (Kin *kin);
void kin_end_all (void);
