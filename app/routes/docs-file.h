/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

GBytes *perch_docs_file_look_up (const char *file, const char *name, GError **error);

G_END_DECLS
