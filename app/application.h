/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/approvals/standing-answers.h"
#include "app/branding/branding.h"
#include "app/config/settings.h"
#include "app/indicators.h"
#include "app/journal/journal.h"
#include "app/memory-saver.h"
#include "app/notifier.h"
#include "app/routes/routes.h"
#include "backend-manager/backend-manager.h"

G_BEGIN_DECLS

typedef enum
{
  PERCH_MODE_HEADLESS,
  PERCH_MODE_TRAY,
} PerchMode;

/**
 * PerchRunOptions:
 * @backend: (nullable): path of the backend's executable, in place of what would be found
 * @args: (nullable) (array zero-terminated=1): its arguments
 * @test_hooks: whether the port for scripts and tests is opened
 * @branding: (nullable): the product that Perch is a part of; not copied, outlives the application
 * @hidden: whether no window is opened before somebody asks for one
 *
 * What `perch run` was told on its command line.
 */
typedef struct
{
  const char *backend;
  const char *const *args;
  gboolean test_hooks;
  gboolean hidden;
  const PerchBranding *branding;
} PerchRunOptions;

#define PERCH_TYPE_APPLICATION (perch_application_get_type ())
G_DECLARE_FINAL_TYPE (PerchApplication, perch_application, PERCH, APPLICATION, GApplication)

PerchApplication *perch_application_new (PerchMode mode,
                                         const PerchRunOptions *options,
                                         GError **error);
const PerchBranding *perch_application_get_branding (PerchApplication *self);
PerchBackendManager *perch_application_get_manager (PerchApplication *self);
PerchSettings *perch_application_get_settings (PerchApplication *self);
PerchStandingAnswers *perch_application_get_standing (PerchApplication *self);
PerchRoutes *perch_application_get_routes (PerchApplication *self);
PerchIndicators *perch_application_get_indicators (PerchApplication *self);
PerchMemorySaver *perch_application_get_memory_saver (PerchApplication *self);
PerchNotifier *perch_application_get_notifier (PerchApplication *self);
gboolean perch_application_has_hooks (PerchApplication *self);
gboolean perch_application_is_hidden (PerchApplication *self);
PerchMode perch_application_get_mode (PerchApplication *self);
const char *perch_mode_to_string (PerchMode mode);

G_END_DECLS
