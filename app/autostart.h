/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/autostart-entry.h"
#include "app/config/settings.h"

G_BEGIN_DECLS

#define PERCH_TYPE_AUTOSTART (perch_autostart_get_type ())
G_DECLARE_FINAL_TYPE (PerchAutostart, perch_autostart, PERCH, AUTOSTART, GObject)

PerchAutostart *perch_autostart_new (PerchSettings *settings,
                                     const char *path,
                                     const char *marker,
                                     const PerchAutostartProgram *what);

G_END_DECLS
