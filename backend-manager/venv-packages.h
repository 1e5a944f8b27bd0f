/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

GHashTable *perch_venv_packages_read (const char *const *folders, const char *const *names);

G_END_DECLS
