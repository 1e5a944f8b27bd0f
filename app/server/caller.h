/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * PerchCaller:
 * @pid: its process id; 0 when the kernel does not tell
 * @name: what people know it by: the file name of its executable
 * @program: (nullable): path of its executable
 *
 * The program that asks for something. All of it comes from the kernel, nothing from the program
 * itself. Both texts are valid UTF-8 on one line.
 */
typedef struct
{
  GPid pid;
  char *name;
  char *program;
} PerchCaller;

PerchCaller *perch_caller_new (GPid pid, const char *name, const char *program);
PerchCaller *perch_caller_copy (const PerchCaller *self);
void perch_caller_free (PerchCaller *self);
char *perch_caller_describe (const PerchCaller *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PerchCaller, perch_caller_free)

G_END_DECLS
