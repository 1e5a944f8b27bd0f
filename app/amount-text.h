/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *perch_amount_text_time (gint64 seconds);
char *perch_amount_text_memory (guint64 bytes);

G_END_DECLS
