/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "log-sample.h"

#include <glib/gstdio.h>
#include <stdio.h>

#include "app/journal/journal-file.h"

char *
log_sample_build_path (PerchScratch *self, guint age)
{
  return perch_journal_file_build_path (self->dir, PERCH_JOURNAL_TEXT_NAME, age);
}

void
log_sample_append (PerchScratch *self, guint age, const char *lines)
{
  g_autofree char *path = log_sample_build_path (self, age);
  FILE *file = fopen (path, "a");

  g_assert_nonnull (file);
  g_assert_cmpint (fputs (lines, file), >=, 0);
  g_assert_cmpint (fclose (file), ==, 0);
}

/* Lines with the numbers from @first on; each fifth is an error, each tenth of the backend "main".
 */
void
log_sample_fill (PerchScratch *self, guint age, guint first, guint n_lines)
{
  g_autofree char *path = log_sample_build_path (self, age);
  FILE *file = fopen (path, "a");

  g_assert_nonnull (file);
  for (guint i = first; i < first + n_lines; i++)
    fprintf (file, "2026-01-31T12:%02u:%02u.%03uZ %-7s %s: number %u\n", i / 60000 % 60,
             i / 1000 % 60, i % 1000, i % 5 == 0 ? "error" : "info", i % 10 == 0 ? "main" : "perch",
             i);
  g_assert_cmpint (fclose (file), ==, 0);
}

void
log_sample_rotate (PerchScratch *self)
{
  g_autofree char *oldest = log_sample_build_path (self, PERCH_JOURNAL_OLD_FILES);

  g_remove (oldest);
  for (guint age = PERCH_JOURNAL_OLD_FILES; age > 0; age--)
    {
      g_autofree char *from = log_sample_build_path (self, age - 1);
      g_autofree char *to = log_sample_build_path (self, age);

      g_rename (from, to);
    }
}

PerchLogQuery *
log_sample_want (PerchLevel least, const char *text, const char *sought)
{
  const PerchLogWish wish = { .least = least, .text = text, .sought = sought };

  return perch_log_query_new (&wish);
}
