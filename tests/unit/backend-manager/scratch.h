/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A folder of a test's own, removed with all that is in it. */
typedef struct
{
  char *dir;
} PerchScratch;

void perch_scratch_init (PerchScratch *self);
void perch_scratch_clear (PerchScratch *self);
char *perch_scratch_write (PerchScratch *self, const char *name, const char *text, int mode);

G_END_DECLS
