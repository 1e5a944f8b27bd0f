/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

GString *perch_reply_text_new (SoupServerMessage *message, GBytes *body);

G_END_DECLS
