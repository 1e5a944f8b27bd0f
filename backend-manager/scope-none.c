/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/scope.h"

/* Where there is no systemd, the backend stays where its guard has started it. */
void
perch_scope_adopt (GPid pid, const char *backend_name)
{
}
