/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * PerchPythonSurroundings:
 * @variables: (array zero-terminated=1): the environment, as of g_get_environ()
 * @home: (type filename): the person's home
 * @folder: (type filename): the folder of the project that somebody works in
 * @own_dir: (type filename): folder of the environments that Perch makes
 *
 * What says where Pythons and their environments can be.
 */
typedef struct
{
  GStrv variables;
  char *home;
  char *folder;
  char *own_dir;
} PerchPythonSurroundings;

PerchPythonSurroundings *perch_python_surroundings_new (const char *const *variables,
                                                        const char *home,
                                                        const char *folder,
                                                        const char *own_dir);
PerchPythonSurroundings *perch_python_surroundings_new_for_user (void);
PerchPythonSurroundings *perch_python_surroundings_copy (
    const PerchPythonSurroundings *surroundings);
void perch_python_surroundings_free (PerchPythonSurroundings *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PerchPythonSurroundings, perch_python_surroundings_free)

G_END_DECLS
