/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "backend-manager/profile.h"

G_BEGIN_DECLS

/**
 * PerchProfileDir:
 * @files: (element-type utf8): the paths of all profile files, sound or not, in their order
 * @profiles: (element-type PerchProfile): those that are sound, no two with one name
 * @problems: (array zero-terminated=1): a sentence, with file and place, for each thing that is
 *   wrong
 *
 * What is in a folder of profiles.
 */
typedef struct
{
  GPtrArray *files;
  GPtrArray *profiles;
  GStrv problems;
} PerchProfileDir;

PerchProfileDir *perch_profile_dir_load (const char *dir);
void perch_profile_dir_free (PerchProfileDir *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PerchProfileDir, perch_profile_dir_free)

G_END_DECLS
