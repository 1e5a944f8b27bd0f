/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

guint16 perch_free_port_choose (GError **error);
gboolean perch_free_port_is_taken (guint16 port);

G_END_DECLS
