/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/server/frame-output.h"
#include "app/server/quiet-inputs.h"

G_BEGIN_DECLS

#define PERCH_TYPE_STREAM (perch_stream_get_type ())
G_DECLARE_FINAL_TYPE (PerchStream, perch_stream, PERCH, STREAM, GSocketConnection)

PerchStream *perch_stream_new (GSocket *socket);
gboolean perch_stream_has_ended (PerchStream *self);
void perch_stream_begin_frames (PerchStream *self, PerchQuietInputs *inputs, GByteArray *early);

G_END_DECLS
