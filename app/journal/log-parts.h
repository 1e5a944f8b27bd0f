/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/journal/log-look.h"

G_BEGIN_DECLS

guint perch_log_parts_continue (GPtrArray *old, GPtrArray *parts);
guint perch_log_parts_count (const GPtrArray *parts);
const PerchLogPart *perch_log_parts_locate (const GPtrArray *parts, guint row, guint *row_in_part);
gboolean perch_log_parts_find (const GPtrArray *parts,
                               const PerchLogFile *file,
                               guint32 start,
                               guint *row);
guint perch_log_parts_count_found (const GPtrArray *parts, guint row);
gboolean perch_log_parts_get_found (const GPtrArray *parts, guint index, guint *row);
GPtrArray *perch_log_parts_extract (const GPtrArray *parts, guint first, guint n_rows);

G_END_DECLS
