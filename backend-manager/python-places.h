/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "backend-manager/python-surroundings.h"

G_BEGIN_DECLS

/**
 * PerchPythonOrigin:
 * @PERCH_PYTHON_ORIGIN_PATH: a folder of `PATH`
 * @PERCH_PYTHON_ORIGIN_SYSTEM: where the system has its programs, though it is not in `PATH`
 * @PERCH_PYTHON_ORIGIN_PYENV: installed by pyenv
 * @PERCH_PYTHON_ORIGIN_CONDA: the Python of a conda installation
 * @PERCH_PYTHON_ORIGIN_UV: installed by uv
 *
 * By way of what a Python was found.
 */
typedef enum
{
  PERCH_PYTHON_ORIGIN_PATH,
  PERCH_PYTHON_ORIGIN_SYSTEM,
  PERCH_PYTHON_ORIGIN_PYENV,
  PERCH_PYTHON_ORIGIN_CONDA,
  PERCH_PYTHON_ORIGIN_UV,
} PerchPythonOrigin;

/**
 * PerchPythonFolder:
 * @path: (type filename): a folder that may have interpreters in it, or may not be there
 */
typedef struct
{
  PerchPythonOrigin origin;
  char *path;
} PerchPythonFolder;

GPtrArray *perch_python_places_list_folders (const PerchPythonSurroundings *surroundings);
GPtrArray *perch_python_places_list_environments (const PerchPythonSurroundings *surroundings);

G_END_DECLS
