/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *perch_rpc_name_to_json (const char *field, gboolean *raw);

G_END_DECLS
