/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/journal/journal.h"
#include "backend-manager/backend.h"

G_BEGIN_DECLS

void perch_journal_add_backend_lines (PerchJournal *self,
                                      const char *source,
                                      gint64 when_us,
                                      const PerchBackendLine *lines,
                                      gsize n_lines);

G_END_DECLS
