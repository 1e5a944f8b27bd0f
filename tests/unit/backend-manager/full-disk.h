/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>
#include <sys/resource.h>

G_BEGIN_DECLS

/* Stands for a disk that is full, for the whole test program: no file can grow beyond some bytes.
 */
typedef struct
{
  struct rlimit before;
} PerchFullDisk;

void perch_full_disk_begin (PerchFullDisk *self, gsize n_bytes);
void perch_full_disk_end (PerchFullDisk *self);

G_END_DECLS
