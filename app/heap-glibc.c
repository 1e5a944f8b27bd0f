/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/heap.h"

#include <malloc.h>

/**
 * perch_heap_trim:
 *
 * Gives back to the system what was freed and lies between memory that is still used. By itself the
 * C library gives back only what lies behind it.
 */
void
perch_heap_trim (void)
{
  malloc_trim (0);
}
