/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/journal/journal.h"
#include "backend-manager/backend-manager.h"

G_BEGIN_DECLS

typedef enum
{
  PERCH_MODE_HEADLESS,
  PERCH_MODE_TRAY,
} PerchMode;

#define PERCH_TYPE_APPLICATION (perch_application_get_type ())
G_DECLARE_FINAL_TYPE (PerchApplication, perch_application, PERCH, APPLICATION, GApplication)

PerchBackendManager *perch_application_get_manager (PerchApplication *self);
PerchJournal *perch_application_get_journal (PerchApplication *self);
PerchMode perch_application_get_mode (PerchApplication *self);

G_END_DECLS
