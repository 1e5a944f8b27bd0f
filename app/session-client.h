/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define PERCH_TYPE_SESSION_CLIENT (perch_session_client_get_type ())
G_DECLARE_FINAL_TYPE (PerchSessionClient, perch_session_client, PERCH, SESSION_CLIENT, GObject)

PerchSessionClient *perch_session_client_new (GDBusConnection *connection,
                                              const char *app_id,
                                              const char *startup_id);
void perch_session_client_ready_to_end (PerchSessionClient *self);

G_END_DECLS
