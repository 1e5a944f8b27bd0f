/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SAMPLE_PAGES_SIZE (4 * 1024 * 1024)
#define SAMPLE_PAGES_VALUE 7

guint8 *sample_pages_get (void);
void sample_pages_read (const guint8 *pages);
gsize sample_pages_count_present (const guint8 *pages);

G_END_DECLS
