/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define PERCH_JOURNAL_TEXT_NAME "perch-log.txt"
#define PERCH_JOURNAL_JSON_NAME "perch-log.json"
#define PERCH_JOURNAL_FILE_BYTES (10 * 1024 * 1024)
#define PERCH_JOURNAL_OLD_FILES 4

typedef struct _PerchJournalFile PerchJournalFile;

PerchJournalFile *perch_journal_file_new (const char *directory, const char *name, gsize max_bytes);
void perch_journal_file_free (PerchJournalFile *self);
gboolean perch_journal_file_write (
    PerchJournalFile *self, const char *lines, gsize length, gsize *n_written, GError **error);
char *perch_journal_file_build_path (const char *directory, const char *name, guint age);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PerchJournalFile, perch_journal_file_free)

G_END_DECLS
