/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A folder of a test's own, removed with all that is in it. */
typedef struct
{
  char *dir; /* (owned) (nullable) */
} PerchScratch;

const char *perch_scratch_init (PerchScratch *self);
void perch_scratch_clear (PerchScratch *self);
char *perch_scratch_write (PerchScratch *self, const char *name, const char *text, int mode);
char *perch_scratch_read (PerchScratch *self, const char *name);
gboolean perch_scratch_has (PerchScratch *self, const char *name);
void perch_scratch_remove_tree (const char *path);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PerchScratch, perch_scratch_clear)

G_END_DECLS
