/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "pieces.h"

#include <string.h>

/* What is made of @data must be the same in pieces, of which the first byte says how large they
 * are, as when all the rest comes at once. */
void
pieces_check (const guint8 *data, gsize size, PiecesFunc func)
{
  g_autoptr (GByteArray) whole = NULL;
  g_autoptr (GByteArray) pieces = NULL;

  if (size < 2)
    return;
  whole = func (data + 1, size - 1, size);
  pieces = func (data + 1, size - 1, MAX (data[0], 1));
  if (whole->len != pieces->len ||
      (whole->len > 0 && memcmp (whole->data, pieces->data, whole->len) != 0))
    g_error ("The pieces change what is made of it");
}
