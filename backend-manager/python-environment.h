/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* In a virtual environment while Perch works on it, and for good in one that Perch has made. */
#define PERCH_ENVIRONMENT_MARK ".made-by-perch"
#define PERCH_ENVIRONMENT_UNFINISHED "unfinished\n"
#define PERCH_ENVIRONMENT_FINISHED "finished\n"

/**
 * PerchEnvironmentKind:
 *
 * What has made an environment. All but those of conda are virtual environments, with a pyvenv.cfg.
 */
typedef enum
{
  PERCH_ENVIRONMENT_VENV,
  PERCH_ENVIRONMENT_VIRTUALENV,
  PERCH_ENVIRONMENT_UV,
  PERCH_ENVIRONMENT_CONDA,
} PerchEnvironmentKind;

/**
 * PerchPythonEnvironment:
 * @path: (type filename): its folder, absolute
 * @name: what it is called: the name of its folder, "base" for the outermost of conda
 * @python: (type filename): its interpreter
 * @version: (nullable): version of that, such as "3.11.2"; %NULL when it is not known
 * @machine: (nullable): what that is made for, such as "x86_64"
 * @packages: (element-type utf8 utf8): versions of those packages it has that Perch cares for, see
 *   perch_venv_needs_list_packages()
 * @made_by_perch: whether Perch has made it
 * @problem: (nullable): why it can't be used
 *
 * A folder with a Python and packages of its own.
 */
typedef struct
{
  char *path;
  char *name;
  PerchEnvironmentKind kind;
  char *python;
  char *version;
  const char *machine;
  GHashTable *packages;
  gboolean made_by_perch;
  char *problem;
} PerchPythonEnvironment;

PerchPythonEnvironment *perch_python_environment_load (const char *path);
void perch_python_environment_free (PerchPythonEnvironment *self);
const char *perch_environment_kind_to_string (PerchEnvironmentKind kind);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PerchPythonEnvironment, perch_python_environment_free)

G_END_DECLS
