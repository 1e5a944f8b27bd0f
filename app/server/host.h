/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean perch_host_is_ours (const char *host, guint16 port);
gboolean perch_host_is_loopback_name (const char *name);

G_END_DECLS
