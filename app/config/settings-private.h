/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include "app/config/settings-watch.h"
#include "app/config/settings.h"

G_BEGIN_DECLS

/* Only the first of @jobs is being worked on, so that no change gets lost in another one. */
struct _PerchSettings
{
  GObject parent_instance;
  char *folder; /* (owned) */
  GPtrArray *states; /* (owned) (element-type PerchSettingsState) */
  GQueue *jobs; /* (owned) (element-type Job): of settings.c */
  PerchUnsaved *unsaved; /* (owned) */
  PerchSettingsWatch *watch; /* (owned) */
  const char *trace_id; /* (unowned) (nullable): of the change that is being told of */
};

/* settings-read.c */
PerchSettingsState *perch_settings_find (PerchSettings *self, const char *section);

G_END_DECLS
