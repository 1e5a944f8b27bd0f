/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  PERCH_FINDING_OK,
  PERCH_FINDING_WARNING,
  PERCH_FINDING_PROBLEM,
} PerchFindingLevel;

/**
 * PerchFinding:
 * @level: how bad it is
 * @about: what was looked at
 * @text: what was found
 * @advice: (nullable): what to do about it
 */
typedef struct
{
  PerchFindingLevel level;
  const char *about;
  char *text;
  const char *advice;
} PerchFinding;

GPtrArray *perch_doctor_report_new (void);
void perch_doctor_add (GPtrArray *report,
                       PerchFindingLevel level,
                       const char *about,
                       const char *advice,
                       const char *format,
                       ...) G_GNUC_PRINTF (5, 6);

/* The examinations, a file each. */
void perch_doctor_look_at_backends (GPtrArray *report);
void perch_doctor_look_at_desktop (GPtrArray *report);
void perch_doctor_look_at_system (GPtrArray *report);

G_END_DECLS
