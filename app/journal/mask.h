/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* What stands in the place of a secret. */
#define PERCH_MASK "***"

/* Shorter secrets are not looked for: they would be found where they are none. */
#define PERCH_MASK_SHORTEST 8

typedef struct _PerchMask PerchMask;

PerchMask *perch_mask_new (void);
void perch_mask_free (PerchMask *self);
void perch_mask_add_secret (PerchMask *self, const char *secret);
gboolean perch_mask_is_needed (const PerchMask *self, const char *text, gsize length);
void perch_mask_append_text (const PerchMask *self, GString *out, const char *text, gsize length);
gboolean perch_mask_append_json (const PerchMask *self,
                                 GString *out,
                                 const char *json,
                                 gsize length);
JsonNode *perch_mask_copy_json (const PerchMask *self, JsonObject *object);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PerchMask, perch_mask_free)

G_END_DECLS
