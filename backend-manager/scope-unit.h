/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *perch_scope_unit_build_name (const char *backend_name, GPid pid);
char *perch_scope_unit_find_own (const char *cgroups);

G_END_DECLS
