/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define PERCH_TYPE_FRAME_OUTPUT (perch_frame_output_get_type ())
G_DECLARE_FINAL_TYPE (
    PerchFrameOutput, perch_frame_output, PERCH, FRAME_OUTPUT, GFilterOutputStream)

PerchFrameOutput *perch_frame_output_new (GOutputStream *base, GSocket *socket);
gboolean perch_frame_output_is_ready (PerchFrameOutput *self);
gboolean perch_frame_output_flush_rest (PerchFrameOutput *self, GError **error);
gssize perch_frame_output_offer (GSocket *socket, const GByteArray *frames, GError **error);
gboolean perch_frame_output_send (PerchFrameOutput *self, const GByteArray *frames, GError **error);
void perch_frame_output_keep_rest (PerchFrameOutput *self, const guint8 *rest, gsize length);
GSocket *perch_frame_output_get_socket (PerchFrameOutput *self);

G_END_DECLS
