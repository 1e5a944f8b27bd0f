/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "backend-manager/guard-launch.h"

G_BEGIN_DECLS

#define PERCH_TYPE_GUARD_CLIENT (perch_guard_client_get_type ())
G_DECLARE_FINAL_TYPE (PerchGuardClient, perch_guard_client, PERCH, GUARD_CLIENT, GObject)

PerchGuardClient *perch_guard_client_new (void);
gboolean perch_guard_client_spawn (PerchGuardClient *self,
                                   const PerchGuardLaunch *launch,
                                   PerchGuardPipes *pipes,
                                   GError **error);
void perch_guard_client_stop (PerchGuardClient *self, guint grace_ms);
void perch_guard_client_kill (PerchGuardClient *self);

G_END_DECLS
