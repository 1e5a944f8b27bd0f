/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* How many frames are sent at a time, at most. */
#define PERCH_FRAME_OUTPUT_MAX_FRAMES 32

#define PERCH_TYPE_FRAME_OUTPUT (perch_frame_output_get_type ())
G_DECLARE_FINAL_TYPE (
    PerchFrameOutput, perch_frame_output, PERCH, FRAME_OUTPUT, GFilterOutputStream)

PerchFrameOutput *perch_frame_output_new (GOutputStream *base, GSocket *socket);
gboolean perch_frame_output_is_ready (PerchFrameOutput *self);
gboolean perch_frame_output_flush_rest (PerchFrameOutput *self, GError **error);
gboolean perch_frame_output_send_texts (PerchFrameOutput *self,
                                        GBytes *const *texts,
                                        guint n_texts,
                                        GError **error);

G_END_DECLS
