/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

const char *perch_machine_of_program (const char *path);
gboolean perch_machine_is_ours (const char *machine);

G_END_DECLS
