/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

gboolean perch_json_edit_boolean (const char *path,
                                  const char *name,
                                  gboolean value,
                                  GError **error);

G_END_DECLS
