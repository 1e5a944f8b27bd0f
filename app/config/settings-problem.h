/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * PerchSeverity:
 * @PERCH_SEVERITY_WARNING: should be looked at, though the file can be used
 * @PERCH_SEVERITY_ERROR: the file can't be used
 */
typedef enum
{
  PERCH_SEVERITY_WARNING,
  PERCH_SEVERITY_ERROR,
} PerchSeverity;

/**
 * PerchSettingsProblem:
 * @severity: how bad it is
 * @pointer: JSON pointer of the value, "" for the outermost one
 * @text: what is wrong with it, as part of a sentence
 *
 * One thing that is wrong in a settings file.
 */
typedef struct
{
  PerchSeverity severity;
  char *pointer;
  char *text;
} PerchSettingsProblem;

GPtrArray *perch_settings_problems_new (void);
void perch_settings_problems_take (GPtrArray *problems,
                                   PerchSeverity severity,
                                   const char *pointer,
                                   char *text);
const PerchSettingsProblem *perch_settings_problems_find_error (const GPtrArray *problems);
char *perch_settings_problem_format (const PerchSettingsProblem *self);

G_END_DECLS
