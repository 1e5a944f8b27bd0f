/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/server/caller.h"

G_BEGIN_DECLS

void perch_caller_find_holders (GHashTable *sockets);
PerchCaller *perch_caller_read (GPid pid);

G_END_DECLS
