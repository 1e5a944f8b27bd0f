/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/heap.h"

/* Where the C library has no way to do it. */
void
perch_heap_trim (void)
{
}
