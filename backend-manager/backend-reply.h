/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

gsize perch_backend_reply_get_max_bytes (const char *method);
GBytes *perch_backend_reply_read (GBytes *reply, GError **error);
char *perch_backend_reply_find_problem (GBytes *reply);
GError *perch_backend_reply_new_too_long_error (const char *method);

G_END_DECLS
