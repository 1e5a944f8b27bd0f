/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/server/caller.h"

#include "backend-manager/text.h"

/**
 * perch_caller_new:
 * @pid: its process id, or 0
 * @name: (nullable): what people know it by; %NULL for the file name of @program
 * @program: (nullable) (type filename): path of its executable
 *
 * Returns: (transfer full): a caller; free with perch_caller_free()
 */
PerchCaller *
perch_caller_new (GPid pid, const char *name, const char *program)
{
  PerchCaller *self = g_new0 (PerchCaller, 1);
  g_autofree char *base = program != NULL ? g_path_get_basename (program) : NULL;

  if (name == NULL)
    name = base != NULL ? base : "an unknown program";
  self->pid = pid;
  self->name = perch_text_escape (name);
  self->program = program != NULL ? perch_text_escape (program) : NULL;
  return self;
}

/**
 * perch_caller_copy:
 * @self: a caller
 *
 * Returns: (transfer full): the same once more
 */
PerchCaller *
perch_caller_copy (const PerchCaller *self)
{
  PerchCaller *copy = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_new0 (PerchCaller, 1);
  copy->pid = self->pid;
  copy->name = g_strdup (self->name);
  copy->program = g_strdup (self->program);
  return copy;
}

/**
 * perch_caller_free:
 * @self: (transfer full): a caller
 */
void
perch_caller_free (PerchCaller *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->name);
  g_free (self->program);
  g_free (self);
}

/**
 * perch_caller_describe:
 * @self: a caller
 *
 * Returns: (transfer full): "curl (pid 12, /usr/bin/curl)", with as much of it as is known
 */
char *
perch_caller_describe (const PerchCaller *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  if (self->pid == 0)
    return g_strdup (self->name);
  if (self->program == NULL)
    return g_strdup_printf ("%s (pid %d)", self->name, self->pid);
  return g_strdup_printf ("%s (pid %d, %s)", self->name, self->pid, self->program);
}
