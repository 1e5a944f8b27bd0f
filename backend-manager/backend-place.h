/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "backend-manager/backend-endpoint.h"
#include "backend-manager/profile.h"

G_BEGIN_DECLS

/**
 * PerchBackendPlace:
 * @endpoint: (nullable): where it is to listen; %NULL for kind `stdio`
 * @folder: (nullable): holds what follows, and is nobody else’s
 * @socket: (nullable): path of the socket in @folder
 * @secret_file: (nullable): path of the file in @folder with the secret
 *
 * What one run of a backend is given besides its program. Read the fields, never write them.
 */
typedef struct
{
  PerchBackendEndpoint *endpoint;
  char *folder;
  char *socket;
  char *secret_file;
} PerchBackendPlace;

PerchBackendPlace *perch_backend_place_prepare (const PerchProfile *profile,
                                                const char *base,
                                                GError **error);
void perch_backend_place_remove (PerchBackendPlace *self);
GStrv perch_backend_place_take_args (const PerchBackendPlace *self, GStrv argv);
GStrv perch_backend_place_take_environment (const PerchBackendPlace *self, GStrv environment);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PerchBackendPlace, perch_backend_place_remove)

G_END_DECLS
