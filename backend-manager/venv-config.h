/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * PerchVenvMaker:
 *
 * What has made a virtual environment; each leaves its mark in pyvenv.cfg.
 */
typedef enum
{
  PERCH_VENV_MAKER_VENV,
  PERCH_VENV_MAKER_VIRTUALENV,
  PERCH_VENV_MAKER_UV,
} PerchVenvMaker;

/**
 * PerchVenvConfig:
 * @maker: what has made it
 * @home: folder of the interpreter that it was made from
 * @version: (nullable): version of that interpreter, such as "3.11.2"
 * @system_packages: whether it also sees the packages of that interpreter
 *
 * What the pyvenv.cfg of a virtual environment says.
 */
typedef struct
{
  PerchVenvMaker maker;
  char *home;
  char *version;
  gboolean system_packages;
} PerchVenvConfig;

PerchVenvConfig *perch_venv_config_load (const char *path, GError **error);
void perch_venv_config_free (PerchVenvConfig *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PerchVenvConfig, perch_venv_config_free)

G_END_DECLS
