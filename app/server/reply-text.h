/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

void perch_reply_text_add_headers (SoupServerMessage *message);
GString *perch_reply_text_new (SoupServerMessage *message, GBytes *body);

G_END_DECLS
