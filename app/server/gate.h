/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/server/surface.h"
#include "app/server/token.h"

G_BEGIN_DECLS

typedef struct _PerchGate PerchGate;

PerchGate *perch_gate_new (PerchToken *token,
                           const char *const *allowed_origins,
                           gboolean require_token);
void perch_gate_free (PerchGate *self);
void perch_gate_set_access (PerchGate *self,
                            const char *const *allowed_origins,
                            gboolean require_token);
void perch_gate_set_port (PerchGate *self, guint16 port);
gboolean perch_gate_check (PerchRequest *request, gpointer user_data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PerchGate, perch_gate_free)

G_END_DECLS
