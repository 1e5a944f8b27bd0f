/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <libsoup/soup.h>

#include "app/server/connection.h"

G_BEGIN_DECLS

void perch_refusal_send (SoupServerMessage *message,
                         PerchConnection *connection,
                         GBytes *body,
                         guint delay_ms);

G_END_DECLS
