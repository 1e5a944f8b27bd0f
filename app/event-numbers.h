/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

guint64 perch_event_numbers_begin (const char *path);
void perch_event_numbers_end (const char *path, guint64 newest);

G_END_DECLS
