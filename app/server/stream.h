/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define PERCH_TYPE_STREAM (perch_stream_get_type ())
G_DECLARE_FINAL_TYPE (PerchStream, perch_stream, PERCH, STREAM, GSocketConnection)

PerchStream *perch_stream_new (GSocket *socket);
gboolean perch_stream_has_ended (PerchStream *self);

G_END_DECLS
