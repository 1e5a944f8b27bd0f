/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *perch_plain_text (const char *text);
char *perch_plain_text_question (const char *prompt, const char *tool_name, const char *args);

G_END_DECLS
