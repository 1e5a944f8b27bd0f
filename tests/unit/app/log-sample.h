/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/journal/log-query.h"
#include "tests/unit/backend-manager/scratch.h"

G_BEGIN_DECLS

/* The text log in a folder, for tests of what reads it. */

char *log_sample_build_path (PerchScratch *self, guint age);
void log_sample_append (PerchScratch *self, guint age, const char *lines);
void log_sample_fill (PerchScratch *self, guint age, guint first, guint n_lines);
void log_sample_rotate (PerchScratch *self);
PerchLogQuery *log_sample_want (PerchLevel least, const char *text, const char *sought);

G_END_DECLS
