/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

/**
 * PiecesFunc:
 * @step: how large the pieces are in which @data comes
 *
 * Returns: (transfer full): all that was made of it
 */
typedef GByteArray *(*PiecesFunc) (const guint8 *data, gsize size, gsize step);

void pieces_check (const guint8 *data, gsize size, PiecesFunc func);
