/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "backend-manager/profile.h"

G_BEGIN_DECLS

/**
 * PerchExecutablePlaces:
 * @override: (nullable): what `--backend PATH` said
 * @installed_dir: (nullable): folder whose `resources/python/backend` is looked at
 * @example: (nullable): path of the unpacked example backend, the last resort
 * @packaged: (nullable): path of the backend of the product that Perch is a part of
 *
 * Where perch_executable_find() looks, beside `$PERCH_BACKEND` and `./python/dist/backend`.
 */
typedef struct
{
  const char *override;
  const char *installed_dir;
  const char *example;
  const char *packaged;
} PerchExecutablePlaces;

char *perch_executable_find (const PerchExecutablePlaces *places);
gboolean perch_executable_can_run (const char *path, const char *venv, GError **error);
GStrv perch_executable_build_argv (const PerchProfile *profile, const char *path, GError **error);

G_END_DECLS
