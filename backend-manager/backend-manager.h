/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "backend-manager/backend.h"
#include "backend-manager/executable.h"

G_BEGIN_DECLS

/**
 * PerchBackendManagerOptions:
 * @profiles_dir: folder of the profile files; need not exist
 * @run_dir: folder of the run directories, `$XDG_CACHE_HOME/perch/run`
 * @place_dir: folder of the sockets and secrets of backends that run, in `$XDG_RUNTIME_DIR`: its
 *   path is short, and it is gone after the session whatever happens
 * @guard: path of perch-guard
 * @rpc_module: (nullable): path of perch-rpc.so, without which backends of kind `rpc` can’t be
 * asked
 * @places: where an executable is looked for when no profile names one
 * @label: (nullable): what a person knows the backend that @places found as
 * @args: (nullable): arguments for the backend that @places found
 * @autostart: whether the backend that @places found starts with Perch, until somebody changes it
 * @problems: (nullable) (array zero-terminated=1): what is known to be wrong before any profile is
 *   read; they become the first of the manager's problems
 *
 * All strings are copied.
 */
typedef struct
{
  const char *profiles_dir;
  const char *run_dir;
  const char *place_dir;
  const char *guard;
  const char *rpc_module;
  PerchExecutablePlaces places;
  const char *label;
  const char *const *args;
  gboolean autostart;
  const char *const *problems;
} PerchBackendManagerOptions;

#define PERCH_TYPE_BACKEND_MANAGER (perch_backend_manager_get_type ())
G_DECLARE_FINAL_TYPE (PerchBackendManager, perch_backend_manager, PERCH, BACKEND_MANAGER, GObject)

PerchBackendManager *perch_backend_manager_new (const PerchBackendManagerOptions *options);
void perch_backend_manager_load (PerchBackendManager *self);
void perch_backend_manager_reload (PerchBackendManager *self);
void perch_backend_manager_reload_async (PerchBackendManager *self,
                                         GAsyncReadyCallback callback,
                                         gpointer user_data);
gboolean perch_backend_manager_reload_finish (PerchBackendManager *self,
                                              GAsyncResult *result,
                                              GError **error);
const char *const *perch_backend_manager_get_problems (PerchBackendManager *self);
void perch_backend_manager_woke (PerchBackendManager *self);
void perch_backend_manager_set_problems (PerchBackendManager *self,
                                         const char *topic,
                                         const char *const *problems);
PerchBackend *perch_backend_manager_lookup (PerchBackendManager *self, const char *name);
gboolean perch_backend_manager_get_autostart (PerchBackendManager *self, PerchBackend *backend);
gboolean perch_backend_manager_set_autostart (PerchBackendManager *self,
                                              PerchBackend *backend,
                                              gboolean autostart,
                                              GError **error);
void perch_backend_manager_set_default_autostart (PerchBackendManager *self, gboolean autostart);
void perch_backend_manager_start_autostart (PerchBackendManager *self);
void perch_backend_manager_stop_all_async (PerchBackendManager *self,
                                           GAsyncReadyCallback callback,
                                           gpointer user_data);
gboolean perch_backend_manager_stop_all_finish (PerchBackendManager *self,
                                                GAsyncResult *result,
                                                GError **error);
void perch_backend_manager_kill_all (PerchBackendManager *self);

G_END_DECLS
