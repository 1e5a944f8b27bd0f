/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "backend-manager/profile.h"

G_BEGIN_DECLS

gboolean perch_kind_word_parse (const char *word, PerchBackendKind *kind, GError **error);
gboolean perch_kind_word_parse_list (const char *text, GStrv *requirements, GError **error);

G_END_DECLS
