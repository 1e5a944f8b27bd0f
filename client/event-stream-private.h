/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <libsoup/soup.h>

#include "client/perch-event-stream.h"

G_BEGIN_DECLS

PerchEventStream *perch_event_stream_new (SoupWebsocketConnection *socket);

G_END_DECLS
