/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The environment variable that says it, for Perch and for all that it starts. */
#define PERCH_INSTANCE_VARIABLE "PERCH_INSTANCE"
#define PERCH_INSTANCE_USUAL "perch"

gboolean perch_instance_is_name (const char *name);
const char *perch_instance_get_name (void);

G_END_DECLS
