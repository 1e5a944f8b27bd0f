/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/cli/doctor.h"

#include "backend-manager/text.h"

static void
finding_free (gpointer data)
{
  PerchFinding *finding = data;

  g_free (finding->text);
  g_free (finding);
}

/**
 * perch_doctor_report_new:
 *
 * Returns: (transfer full) (element-type PerchFinding): an empty report
 */
GPtrArray *
perch_doctor_report_new (void)
{
  return g_ptr_array_new_with_free_func (finding_free);
}

/**
 * perch_doctor_add:
 * @report: (element-type PerchFinding): a report
 * @level: how bad it is
 * @about: (transfer none): what was looked at, static
 * @advice: (transfer none) (nullable): what to do about it, static
 * @format: printf() format of what was found, followed by its arguments; made fit for a terminal
 *
 * Adds a finding to @report.
 */
void
perch_doctor_add (GPtrArray *report,
                  PerchFindingLevel level,
                  const char *about,
                  const char *advice,
                  const char *format,
                  ...)
{
  PerchFinding *finding = NULL;
  g_autofree char *text = NULL;
  va_list args;

  g_return_if_fail (report != NULL);
  g_return_if_fail (about != NULL);

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  finding = g_new0 (PerchFinding, 1);
  finding->level = level;
  finding->about = about;
  finding->text = perch_text_escape (text);
  finding->advice = advice;
  g_ptr_array_add (report, finding);
}
