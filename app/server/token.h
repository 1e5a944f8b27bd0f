/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define PERCH_TOKEN_CHARS 64

typedef struct _PerchToken PerchToken;

PerchToken *perch_token_new (GError **error);
PerchToken *perch_token_copy (PerchToken *self);
void perch_token_free (PerchToken *self);
const char *perch_token_get_secret (PerchToken *self);
gboolean perch_token_matches (PerchToken *self, const char *candidate);
gboolean perch_token_matches_header (PerchToken *self, const char *authorization);
guint perch_token_add_failure (PerchToken *self, gint64 now_us);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PerchToken, perch_token_free)

G_END_DECLS
