/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/backend-private.h"

/**
 * perch_backend_config_new:
 * @guard: path of perch-guard
 * @rpc_module: (nullable): path of perch-rpc.so
 * @run_dir: folder of the run directories
 * @place_dir: folder of the sockets and secrets of runs
 *
 * Returns: (transfer full): copies of all
 */
PerchBackendConfig *
perch_backend_config_new (const char *guard,
                          const char *rpc_module,
                          const char *run_dir,
                          const char *place_dir,
                          const PerchExecutablePlaces *places)
{
  PerchBackendConfig *self = g_atomic_rc_box_new0 (PerchBackendConfig);

  self->guard = g_strdup (guard);
  self->rpc_module = g_strdup (rpc_module);
  self->run_dir = g_strdup (run_dir);
  self->place_dir = g_strdup (place_dir);
  self->override = g_strdup (places->override);
  self->packaged = g_strdup (places->packaged);
  self->installed_dir = g_strdup (places->installed_dir);
  self->example = g_strdup (places->example);
  return self;
}

static void
config_clear (PerchBackendConfig *self)
{
  g_free (self->guard);
  g_free (self->rpc_module);
  g_free (self->run_dir);
  g_free (self->place_dir);
  g_free (self->override);
  g_free (self->packaged);
  g_free (self->installed_dir);
  g_free (self->example);
}

/**
 * perch_backend_config_unref:
 */
void
perch_backend_config_unref (PerchBackendConfig *self)
{
  g_atomic_rc_box_release_full (self, (GDestroyNotify) config_clear);
}
