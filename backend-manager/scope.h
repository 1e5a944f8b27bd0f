/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

void perch_scope_adopt (GPid pid, const char *backend_name);

G_END_DECLS
