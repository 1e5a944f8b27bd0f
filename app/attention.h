/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "backend-manager/backend-manager.h"

G_BEGIN_DECLS

/* Several parts of the program may look at the same backends at the same time: the menu, a window.
 * While anybody does, their samplers measure more often. */
typedef struct _PerchAttention PerchAttention;

PerchAttention *perch_attention_new (PerchBackendManager *manager);
void perch_attention_free (PerchAttention *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PerchAttention, perch_attention_free)

G_END_DECLS
