/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _PerchQuietInputs PerchQuietInputs;

PerchQuietInputs *perch_quiet_inputs_new (void);
PerchQuietInputs *perch_quiet_inputs_ref (PerchQuietInputs *self);
void perch_quiet_inputs_unref (PerchQuietInputs *self);
GSource *perch_quiet_inputs_create_source (PerchQuietInputs *self,
                                           GPollableInputStream *stream,
                                           GSocket *socket);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PerchQuietInputs, perch_quiet_inputs_unref)

G_END_DECLS
