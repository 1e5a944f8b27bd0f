/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <json-glib/json-glib.h>

#include "app/server/server-limits.h"

G_BEGIN_DECLS

/**
 * PerchSurfaceSettings:
 * @enabled: whether the surface is opened at all
 * @host: (transfer none): IP address of this machine that it listens on, static
 * @port: where; 0 takes any free port
 * @require_token: whether everybody needs the token, and not just who can't be told
 * @allowed_origins: (owned): whose pages may ask, see perch_origins_allow()
 * @limits: what its clients may do
 *
 * Settings of a surface at a TCP port. Clear with perch_surface_settings_clear().
 */
typedef struct
{
  gboolean enabled;
  const char *host;
  guint16 port;
  gboolean require_token;
  GStrv allowed_origins;
  PerchLimits limits;
} PerchSurfaceSettings;

void perch_surface_settings_init (PerchSurfaceSettings *settings,
                                  guint16 port,
                                  const char *const *allowed_origins);
void perch_surface_settings_copy (PerchSurfaceSettings *settings,
                                  const PerchSurfaceSettings *other);
void perch_surface_settings_clear (PerchSurfaceSettings *settings);
gboolean perch_surface_settings_parse (JsonObject *values,
                                       PerchSurfaceSettings *settings,
                                       GError **error);
gboolean perch_surface_settings_check (JsonObject *values, GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PerchSurfaceSettings, perch_surface_settings_clear)

G_END_DECLS
