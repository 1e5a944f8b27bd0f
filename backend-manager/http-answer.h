/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <libsoup/soup.h>

#include "backend-manager/floats.h"

G_BEGIN_DECLS

GBytes *perch_http_answer_read (SoupMessage *message, GBytes *body, GError **error);
PerchFloats *perch_http_answer_read_floats (SoupMessage *message,
                                            GBytes *body,
                                            guint dimensions,
                                            GError **error);
gboolean perch_http_answer_check_status (SoupMessage *message, GBytes *body, GError **error);

G_END_DECLS
