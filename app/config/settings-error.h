/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * PerchSettingsError:
 * @PERCH_SETTINGS_ERROR_SECTION: there is no such section
 * @PERCH_SETTINGS_ERROR_VALUE: what is to be set is not what the section takes
 * @PERCH_SETTINGS_ERROR_FILE: the file that is there can't be read, or has errors
 * @PERCH_SETTINGS_ERROR_SAVE: the file can't be written
 */
typedef enum
{
  PERCH_SETTINGS_ERROR_SECTION,
  PERCH_SETTINGS_ERROR_VALUE,
  PERCH_SETTINGS_ERROR_FILE,
  PERCH_SETTINGS_ERROR_SAVE,
} PerchSettingsError;

#define PERCH_SETTINGS_ERROR (perch_settings_error_quark ())
GQuark perch_settings_error_quark (void);

G_END_DECLS
