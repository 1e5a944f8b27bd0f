/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * PerchFloats:
 * @values: doubles in the byte order of this machine, row after row
 * @rows: 1 for what has one dimension only
 * @columns: values in a row
 *
 * A table of numbers from a backend.
 */
typedef struct
{
  GBytes *values;
  guint rows;
  guint columns;
} PerchFloats;

PerchFloats *perch_floats_new_take (GBytes *values, guint rows, guint columns);
void perch_floats_free (PerchFloats *self);
PerchFloats *perch_floats_read_little_endian (GBytes *bytes,
                                              guint rows,
                                              guint columns,
                                              GError **error);
PerchFloats *perch_floats_read_json (GBytes *json, guint dimensions, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PerchFloats, perch_floats_free)

G_END_DECLS
