/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/server/server-error.h"

/* No hyphens: the formatter breaks them. */
G_DEFINE_QUARK (perch_server_error, perch_server_error)
