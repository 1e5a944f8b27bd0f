/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/config/settings-error.h"

/* No hyphens: the formatter breaks them. */
G_DEFINE_QUARK (perch_settings_error, perch_settings_error)
