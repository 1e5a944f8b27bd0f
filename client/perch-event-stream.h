/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "perch-client-macros.h"
#include <gio/gio.h>

G_BEGIN_DECLS

/* For perch_client_listen_async(): only what happens from now on. */
#define PERCH_EVENT_STREAM_FROM_NOW G_GINT64_CONSTANT (-1)

#define PERCH_TYPE_EVENT_STREAM (perch_event_stream_get_type ())
/* clang-format off */
PERCH_CLIENT_EXPORT
G_DECLARE_FINAL_TYPE (PerchEventStream, perch_event_stream, PERCH, EVENT_STREAM, GObject)
/* clang-format on */

PERCH_CLIENT_EXPORT void perch_event_stream_close (PerchEventStream *self);

G_END_DECLS
