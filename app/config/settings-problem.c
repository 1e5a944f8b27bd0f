/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/config/settings-problem.h"

#include "backend-manager/text.h"

static void
problem_free (gpointer data)
{
  PerchSettingsProblem *self = data;

  g_free (self->pointer);
  g_free (self->text);
  g_free (self);
}

/**
 * perch_settings_problems_new:
 *
 * Returns: (transfer full) (element-type PerchSettingsProblem): an empty list that owns what is in
 *   it
 */
GPtrArray *
perch_settings_problems_new (void)
{
  return g_ptr_array_new_with_free_func (problem_free);
}

/**
 * perch_settings_problems_take:
 * @problems: a list
 * @pointer: where it is
 * @text: (transfer full): what it is
 *
 * Adds a problem to the list.
 */
void
perch_settings_problems_take (GPtrArray *problems,
                              PerchSeverity severity,
                              const char *pointer,
                              char *text)
{
  PerchSettingsProblem *problem = NULL;

  g_return_if_fail (problems != NULL);
  g_return_if_fail (pointer != NULL && text != NULL);

  problem = g_new0 (PerchSettingsProblem, 1);
  problem->severity = severity;
  problem->pointer = g_strdup (pointer);
  problem->text = text;
  g_ptr_array_add (problems, problem);
}

/**
 * perch_settings_problems_find_error:
 * @problems: a list
 *
 * Returns: (transfer none) (nullable): the first that is more than a warning
 */
const PerchSettingsProblem *
perch_settings_problems_find_error (const GPtrArray *problems)
{
  g_return_val_if_fail (problems != NULL, NULL);

  for (guint i = 0; i < problems->len; i++)
    {
      const PerchSettingsProblem *problem = g_ptr_array_index (problems, i);

      if (problem->severity == PERCH_SEVERITY_ERROR)
        return problem;
    }
  return NULL;
}

/**
 * perch_settings_problem_format:
 * @self: a problem
 *
 * Returns: (transfer full): `POINTER: TEXT`, which has no control characters
 */
char *
perch_settings_problem_format (const PerchSettingsProblem *self)
{
  g_autofree char *pointer = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  pointer = perch_text_escape (self->pointer);
  return g_strdup_printf ("%s%s%s", pointer, *pointer != '\0' ? ": " : "", self->text);
}
