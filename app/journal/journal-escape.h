/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean perch_journal_is_plain (const char *text, gsize length);
void perch_journal_append_text (GString *out, const char *text, gsize length);
void perch_journal_append_json (GString *out, const char *text, gsize length);

G_END_DECLS
