/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

gssize perch_socket_offer (int fd, const guint8 *data, gsize length);

G_END_DECLS
