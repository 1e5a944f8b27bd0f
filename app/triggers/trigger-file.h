/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/triggers/trigger.h"

G_BEGIN_DECLS

GPtrArray *perch_trigger_file_load (const char *path, GStrv *problems, GError **error);
PerchTrigger *perch_trigger_list_find (GPtrArray *triggers, const char *name);

G_END_DECLS
