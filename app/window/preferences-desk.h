/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/application.h"

G_BEGIN_DECLS

#define PERCH_TYPE_PREFERENCES_DESK (perch_preferences_desk_get_type ())
G_DECLARE_FINAL_TYPE (
    PerchPreferencesDesk, perch_preferences_desk, PERCH, PREFERENCES_DESK, GObject)

PerchPreferencesDesk *perch_preferences_desk_new (PerchApplication *application);

G_END_DECLS
