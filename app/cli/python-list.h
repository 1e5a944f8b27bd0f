/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

GPtrArray *perch_python_list_runtimes (GCancellable *cancellable);
GPtrArray *perch_python_list_environments (void);
char *perch_python_list_format_runtimes (GPtrArray *runtimes);
char *perch_python_list_format_environments (GPtrArray *environments);

G_END_DECLS
