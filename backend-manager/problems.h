/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _PerchProblems PerchProblems;

PerchProblems *perch_problems_new (void);
void perch_problems_free (PerchProblems *self);
gboolean perch_problems_set (PerchProblems *self, const char *topic, const char *const *texts);
const char *const *perch_problems_get (PerchProblems *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PerchProblems, perch_problems_free)

G_END_DECLS
