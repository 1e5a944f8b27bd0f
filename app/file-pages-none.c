/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/file-pages.h"

/* Where a system has no way to do it, it takes the pages itself when it needs them. */
void
perch_file_pages_give_back (void)
{
}
